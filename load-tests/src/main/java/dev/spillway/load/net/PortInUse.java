package dev.spillway.load.net;

import java.io.IOException;

/** The port that a server should listen on cannot be had. */
public final class PortInUse extends IOException {
    private static final long serialVersionUID = 1L;

    public PortInUse(String server, int port, Throwable cause) {
        super("port " + port + " (for " + server + ") is in use; choose another range, as in --port-base 9201", cause);
    }
}
