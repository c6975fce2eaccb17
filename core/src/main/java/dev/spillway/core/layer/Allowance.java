package dev.spillway.core.layer;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Leave for extra work as a share of ordinary work: every ordinary call earns a share of one extra, up to a store.
 *
 * <p>Shared by all event loops. The scheme is that of Finagle's retry budgets.
 */
public final class Allowance {
    private static final long ONE = 1_000_000;

    private final long shareMillionths;
    private final long storeMillionths;
    private final AtomicLong saved = new AtomicLong();

    /**
     * An allowance with an empty store.
     *
     * @param share extra calls for each ordinary one, in [0, 1]
     * @param store how many extra calls can be saved up, 1 or more
     */
    public Allowance(double share, int store) {
        if (!(share >= 0 && share <= 1) || store < 1) {
            throw new IllegalArgumentException(
                    "a share lies in [0, 1] and a store is 1 or more, not " + share + " and " + store);
        }
        this.shareMillionths = Math.round(share * ONE);
        this.storeMillionths = store * ONE;
    }

    /** An ordinary call has begun. */
    public void earn() {
        saved.accumulateAndGet(shareMillionths, (now, more) -> Math.min(storeMillionths, now + more));
    }

    /** Takes leave for one extra call, if there is any. */
    public boolean take() {
        return saved.getAndUpdate(now -> now >= ONE ? now - ONE : now) >= ONE;
    }
}
