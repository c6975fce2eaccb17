package dev.spillway.gateway;

/** Why the gateway can't start, told so that an operator can mend it. */
public final class StartFailure extends Exception {
    private static final long serialVersionUID = 1;

    StartFailure(String message) {
        super(message);
    }

    StartFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
