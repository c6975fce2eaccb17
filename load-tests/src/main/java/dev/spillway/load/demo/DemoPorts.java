package dev.spillway.load.demo;

import dev.spillway.load.models.Options;

/**
 * The ports of a demo: six for the reference servers and, behind them or where the example has them, three for the doors and
 * one for the receiver of callbacks.
 *
 * @param models the first port of the reference servers
 */
record DemoPorts(int models, int grpc, int rest, int operator, int callbacks) {
    private static final int MODEL_PORTS = 6;

    /** The ports that stand in the example. */
    static final DemoPorts AS_WRITTEN = new DemoPorts(Options.PORT_BASE, 9090, 8080, 8081, 9107);

    /** Ten ports in a row; the example's own for its own base. */
    static DemoPorts from(int base) {
        return base == Options.PORT_BASE
                ? AS_WRITTEN
                : new DemoPorts(
                        base,
                        base + MODEL_PORTS,
                        base + MODEL_PORTS + 1,
                        base + MODEL_PORTS + 2,
                        base + MODEL_PORTS + 3);
    }

    /** A file that was written for the example's ports, for these. */
    String moved(String yaml) {
        String moved = yaml.replace(address(AS_WRITTEN.grpc), address(grpc))
                .replace(address(AS_WRITTEN.rest), address(rest))
                .replace(address(AS_WRITTEN.operator), address(operator))
                .replace(address(AS_WRITTEN.callbacks), address(callbacks));
        for (int i = 0; i < MODEL_PORTS; i++) {
            moved = moved.replace(address(AS_WRITTEN.models + i), address(models + i));
        }
        return moved;
    }

    private static String address(int port) {
        return "127.0.0.1:" + port;
    }
}
