package dev.spillway.offload;

/**
 * What one round of maintenance did. Each count is bounded, so that a round never holds up the writes beside it for long.
 *
 * @param due scheduled tasks whose time has come
 * @param lost leases that ran out
 * @param stopped leased tasks whose grace ran out
 * @param expired tasks whose deadline passed; for leased ones, asked to stop
 * @param gaveUp parked tasks on which no one acted
 * @param purged finished tasks that were deleted
 * @param more whether another round at once would find more
 */
public record Maintenance(int due, int lost, int stopped, int expired, int gaveUp, int purged, boolean more) {
    /** How many tasks one round treats of each kind. */
    public static final int BOUND = 500;
}
