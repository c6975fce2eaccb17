package dev.spillway.gateway.config;

import java.time.Duration;
import java.util.Map;

/** The durable queue: where it lies, what it takes on, and how its tasks are worked on. */
@Doc("The durable queue for what does not fit a budget.")
public record OffloadConfig(
        @Doc("The directory of the task store, relative to the directory of this file; made where it is missing. On a"
                + " local disk, and for one gateway alone.")
        @Form(TextForm.LINE)
        @Restart
        String directory,

        @Doc("The largest input or result of a task.")
        @Default("256KiB")
        @Range(least = "1KiB", most = "16MiB")
        @Restart
        Size payloadMost,

        @Doc("How many writes may wait for the disk; more are refused.")
        @Default("20000")
        @Range(least = "1", most = "1000000")
        @Restart
        int queuedMost,

        @Doc("How long a write may have to wait for the disk, as an estimate; more are refused.")
        @Default("2s")
        @Range(above = "0ms", most = "1m")
        @Restart
        Duration ackMost,

        @Doc("How much must be free on the store's disk for tasks to be accepted; below it they are refused, and those"
                + " accepted go on.")
        @Default("128MiB")
        @Range(least = "1B", most = "1GiB")
        @Restart
        Size minFreeDisk,

        @Doc("The size of a file in the directory that is deleted when the disk is full, so that what is under way can"
                + " end; made again when there is room.")
        @Default("16MiB")
        @Range(least = "1B", most = "1GiB")
        @Restart
        Size ballast,

        @Doc("How long a worker may be silent before its task goes to another.")
        @Default("30s")
        @Range(least = "1s", most = "10m")
        Duration lease,

        @Doc("How queues are worked on that `queues` does not name.") @Default("{}")
        QueueConfig queue,

        @Doc("How queues are worked on, by name: each backend that routes offload to has one of its name, and each"
                + " route that offloads to a flow.")
        @Default("{}")
        @Keys(TextForm.NAME)
        Map<String, QueueConfig> queues,

        @Doc("How long finished tasks are kept.") @Default("{}")
        RetentionConfig retention,

        @Doc("How many tasks a second a replay of many begins anew.") @Default("50") @Range(least = "1", most = "10000")
        int replaysPerSecond) {

    /** How a queue is worked on. */
    @Doc("How a queue is worked on.")
    public record QueueConfig(
            @Doc("How many of its tasks run at once. Each synchronous call in flight at the backend takes one away.")
            @Default("4")
            @Range(least = "1", most = "10000")
            int concurrency,

            @Doc("How many run however busy synchronous calls keep the backend. 0: tasks wait for a quiet moment.")
            @Default("1")
            @Range(least = "0")
            int least,

            @Doc("How many of them one tenant may have. 0: while there are several tenants, four fifths, and one"
                    + " less than all; else all. Tenants take turns in any case.")
            @Default("0")
            @Range(least = "0")
            int tenantMost) {}

    /** How long finished tasks are kept. */
    @Doc("How long finished tasks are kept.")
    public record RetentionConfig(
            @Doc("After success, cancellation and expiry.") @Default("7d") @Range(least = "0ms", most = "3650d")
            Duration done,

            @Doc("After they were given up: time for a person to look at them.")
            @Default("30d")
            @Range(least = "0ms", most = "3650d")
            Duration dead) {}
}
