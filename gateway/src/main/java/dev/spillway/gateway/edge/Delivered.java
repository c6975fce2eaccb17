package dev.spillway.gateway.edge;

/** Hears of each reply once it has been flushed, or can't be any more. Called on the reply's event loop. */
@FunctionalInterface
public interface Delivered {
    Delivered NONE = (_, _, _) -> {};

    /**
     * A reply has gone out, or its client has left for want of it.
     *
     * @param usedNanos from the request's arrival to now
     * @param late whether that is more than the caller granted
     */
    void delivered(Door door, long usedNanos, boolean late);
}
