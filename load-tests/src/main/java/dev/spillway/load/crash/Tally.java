package dev.spillway.load.crash;

/** What was done to the gateway so far. */
final class Tally {
    int kills;
    int cuts;

    /** Cuts that found something that was not synced. */
    int cutsWithLoss;

    /** Writes that were not synced when the power went, over all cuts. */
    int unsynced;

    /** Crashes while the gateway started. */
    int inStart;

    /** Tasks that the store had in the end. */
    int listed;

    int crashes() {
        return kills + cuts;
    }
}
