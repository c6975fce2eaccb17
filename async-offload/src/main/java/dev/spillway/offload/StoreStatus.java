package dev.spillway.offload;

import java.time.Duration;

/** Whether a store accepts writes. */
public sealed interface StoreStatus {
    /**
     * It does.
     *
     * @param queued writes that wait for their turn
     * @param ackAfter how long the next one will wait, as an estimate
     */
    record Serving(int queued, Duration ackAfter) implements StoreStatus {}

    /** It does not: for now, or until it is opened again. Reads may still be answered. */
    record NotServing(String reason) implements StoreStatus {}
}
