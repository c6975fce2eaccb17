package dev.spillway.gateway.cli;

import dev.spillway.core.Time;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * How signals end the process: the first one in order, a second one at once. A second one within {@value #ECHO_MILLIS} ms is an
 * echo of the first: a terminal sends Ctrl-C to a whole group of processes, and their parent may pass it on.
 */
final class Ending {
    private static final long ECHO_MILLIS = 500;
    private static final int SIGNALLED =
            128; // the exit status of a process that a signal ended, less the signal's number

    private final Consumer<Duration> drain;
    private final IntConsumer exit;
    private final IntConsumer halt;
    private final Time time;
    private boolean begun;
    private long begunNanos;

    /**
     * Nothing ends yet.
     *
     * @param drain ends the gateway in order, after a delay; blocks
     * @param exit ends the process with a status
     * @param halt ends the process with a status, and waits for nothing
     */
    Ending(Consumer<Duration> drain, IntConsumer exit, IntConsumer halt, Time time) {
        this.drain = drain;
        this.exit = exit;
        this.halt = halt;
        this.time = time;
    }

    /**
     * A signal came. Returns at once.
     *
     * @param number of the signal, for the exit status
     * @param delay how long the doors still take calls
     */
    synchronized void begin(int number, Duration delay) {
        if (!begun) {
            begun = true;
            begunNanos = time.nanos();
            Thread.ofPlatform().name("drain").start(() -> {
                drain.accept(delay);
                exit.accept(SIGNALLED + number);
            });
        } else if (time.nanos() - begunNanos >= TimeUnit.MILLISECONDS.toNanos(ECHO_MILLIS)) {
            halt.accept(SIGNALLED + number);
        }
    }
}
