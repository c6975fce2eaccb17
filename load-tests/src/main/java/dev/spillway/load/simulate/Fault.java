package dev.spillway.load.simulate;

/**
 * Something that goes wrong with a server on purpose. Where a fault has a share (0 to 1), it strikes so large a part of
 * the requests, at random.
 */
public sealed interface Fault {
    /** Nothing goes wrong. */
    record None() implements Fault {}

    /** The request is taken and never answered; it ends when its client gives up. */
    record Stall(double share) implements Fault {
        public Stall {
            checkShare(share);
        }
    }

    /** The request is answered with an error, after its latency. The code is gRPC's; HTTP has the status that fits it. */
    record Fail(ErrorCode code, double share) implements Fault {
        public Fail {
            checkShare(share);
        }
    }

    /** The port is closed: open connections end and new ones are refused. */
    record Refuse() implements Fault {}

    /** The latency is so many times as long. */
    record Slow(double factor) implements Fault {
        public Slow {
            if (!(factor >= 1 && factor <= 1000)) {
                throw new IllegalArgumentException("a factor is 1 to 1000, not " + factor);
            }
        }
    }

    /** The connection that carries the request is reset, and every other request on it with it. */
    record Drop(double share) implements Fault {
        public Drop {
            checkShare(share);
        }
    }

    /** The reply is nonsense, in a different way each time. */
    record Garbage(double share) implements Fault {
        public Garbage {
            checkShare(share);
        }
    }

    /** Connections stay open and silent: nothing is read from them any more, as behind a dead router. */
    record Freeze() implements Fault {}

    private static void checkShare(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("a share is above 0 and at most 1, not " + share);
        }
    }
}
