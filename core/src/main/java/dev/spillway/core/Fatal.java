package dev.spillway.core;

/**
 * Errors after which the process can't be relied on: it has no memory left, or the virtual machine is broken.
 *
 * <p>Whoever catches every throwable asks here first. The launcher's {@code -XX:+ExitOnOutOfMemoryError} ends the process earlier,
 * where memory ran out; this is for the rest, and for a Java that was started without it. Accepted tasks are on disk. A stack that
 * is used up is no such error: it is free again as soon as it is unwound.
 */
public final class Fatal {
    /** The status that the process ends with; that of {@code -XX:+ExitOnOutOfMemoryError}, too. */
    public static final int STATUS = 3;

    private Fatal() {}

    /** Whether the process has to end. */
    public static boolean is(Throwable failure) {
        return failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError);
    }

    /** Ends the process at once, without shutdown hooks, where it has to; else does nothing. Any thread. */
    public static void endIf(Throwable failure) {
        if (is(failure)) {
            try {
                System.err.println("spillway: " + failure + ": the process ends, as it can't be relied on any more");
            } finally {
                Runtime.getRuntime().halt(STATUS);
            }
        }
    }
}
