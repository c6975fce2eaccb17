package dev.spillway.gateway.bounds;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/**
 * How many connections each public door may have, so that they, the backends' connections and a reserve fit the process's
 * limit of file descriptors: beyond it nothing can be accepted, opened or looked up, for anyone.
 *
 * @param grpc connections of the gRPC door
 * @param rest connections of the REST door
 */
public record Descriptors(int grpc, int rest) {
    /** What a door may have if nothing else is said and the limit allows it. */
    static final int DOOR_MAX = 10_000;

    /** With fewer, a door is of no use. */
    static final int DOOR_MIN = 16;

    /**
     * What needs descriptors.
     *
     * @param limit of the process; negative if unknown
     * @param grpc what is configured for the door; null if nothing is
     * @param rest what is configured for the door; null if nothing is
     * @param backends the most that backends and callbacks may have
     * @param reserved for all else
     */
    public record Demand(
            long limit, @Nullable Integer grpc, @Nullable Integer rest, long backends, int reserved) {}

    /** The limit of this process; negative if it is unknown. */
    public static long limit() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : -1;
    }

    /** How many this process has open; negative if it is unknown. */
    public static long open() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : -1;
    }

    /**
     * Divides the limit. What is configured stays as it is; a door for which nothing is gets its share of the rest.
     *
     * @throws IllegalArgumentException if it does not fit; the message says what to change
     */
    public static Descriptors plan(Demand demand) {
        int unset = (demand.grpc == null ? 1 : 0) + (demand.rest == null ? 1 : 0);
        if (demand.limit < 0) {
            return new Descriptors(orMax(demand.grpc), orMax(demand.rest));
        }
        long configured = (demand.grpc == null ? 0 : demand.grpc) + (demand.rest == null ? 0L : demand.rest);
        long left = demand.limit - demand.reserved - demand.backends - configured;
        if (left < (long) unset * DOOR_MIN) {
            throw new IllegalArgumentException(message(demand, configured, unset));
        }
        int share = unset == 0 ? 0 : (int) Math.min(DOOR_MAX, left / unset);
        return new Descriptors(demand.grpc == null ? share : demand.grpc, demand.rest == null ? share : demand.rest);
    }

    private static int orMax(@Nullable Integer configured) {
        return configured == null ? DOOR_MAX : configured;
    }

    private static String message(Demand demand, long configured, int unset) {
        return "the process may open " + demand.limit + " files, and needs "
                + (demand.reserved + demand.backends + configured + (long) unset * DOOR_MIN) + ": " + demand.reserved
                + " in reserve (limits.reservedDescriptors), " + demand.backends
                + " for connections to backends and callbacks, " + configured
                + " for configured connections of the doors (listen.grpc.maxConnections, listen.rest.connectionsMost)"
                + (unset == 0 ? "" : ", and at least " + DOOR_MIN + " for each other door")
                + "; raise the limit (ulimit -n, LimitNOFILE=), or lower what is configured";
    }
}
