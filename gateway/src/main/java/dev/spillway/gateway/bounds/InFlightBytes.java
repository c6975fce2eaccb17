package dev.spillway.gateway.bounds;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The budget of bytes that the whole process holds for messages in flight: requests of both doors until their calls have
 * ended, replies of backends until they have been read. Where a part that arrives exceeds it, the message that holds most
 * among those still being received is refused, so that one caller's large messages don't cost another's small one.
 *
 * <p>Thread-safe. A part costs one atomic addition; a lock is taken only while the budget is exceeded.
 */
public final class InFlightBytes {
    /** The budget until {@link #max(long)} sets another one. */
    public static final long DEFAULT_MAX = 32L << 20;

    /** What a part costs beside its bytes: a buffer's own objects, so that many tiny parts count for what they take. */
    static final int PART_OVERHEAD = 128;

    /** Only messages this large are looked at when one must go; smaller ones are refused only for their own next part. */
    static final int LARGE = 64 << 10;

    private final AtomicLong total = new AtomicLong();
    private final AtomicLong leaving = new AtomicLong(); // of refused messages that have not let go yet
    private final AtomicLong refused = new AtomicLong();
    private final Set<Hold> large = ConcurrentHashMap.newKeySet();
    private volatile long max = DEFAULT_MAX;

    /** Sets the budget, in bytes, more than zero; what is held already stays. */
    public void max(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a budget of " + bytes + " bytes; it is at least 1");
        }
        max = bytes;
    }

    public long max() {
        return max;
    }

    /** What is held now, the parts' overhead included. */
    public long held() {
        return total.get();
    }

    /** How many messages have been refused so far. */
    public long refused() {
        return refused.get();
    }

    /**
     * Begins to count one message.
     *
     * @param loop runs the refusal, and is the only one to use the hold
     * @param refuse ends the message and calls {@link Hold#release}; run at most once
     */
    public Hold open(Executor loop, Runnable refuse) {
        return new Hold(loop, refuse);
    }

    /** Refuses until what remains fits. The newcomer itself goes if no other message holds more. */
    private synchronized void makeRoom(Hold newcomer) {
        while (total.get() - leaving.get() > max) {
            Hold most = newcomer;
            for (Hold one : large) {
                if (one.state.get() == RECEIVING && one.held > most.held) {
                    most = one;
                }
            }
            if (!most.markRefused() && most == newcomer) {
                return; // it is whole or goes already, and nothing else can
            }
        }
    }

    private static final int RECEIVING = 0;
    private static final int WHOLE = 1;
    private static final int REFUSED = 2;
    private static final int RELEASED = 3;

    /** What one message holds. Confined to its loop, but for the refusal that another message causes. */
    public final class Hold {
        private final Executor loop;
        private @Nullable Runnable refuse;
        private final AtomicInteger state = new AtomicInteger(RECEIVING);
        private volatile long held; // written by the loop only
        private long leaves;

        private Hold(Executor loop, Runnable refuse) {
            this.loop = loop;
            this.refuse = refuse;
        }

        /** A part of the message has come. It may be refused for it: {@link #isRefused}. */
        public void add(int bytes) {
            if (state.get() == RELEASED) {
                return;
            }
            long before = held;
            long charge = (long) bytes + PART_OVERHEAD;
            held = before + charge;
            if (before < LARGE && before + charge >= LARGE) {
                large.add(this);
            }
            if (total.addAndGet(charge) - leaving.get() > max) {
                makeRoom(this);
            }
        }

        /** The message is whole: it is counted until its {@link #release}, and is no longer refused. */
        public void whole() {
            state.compareAndSet(RECEIVING, WHOLE);
        }

        /** Whether it must go, or has gone. */
        public boolean isRefused() {
            return state.get() == REFUSED;
        }

        /** Lets go of all. Harmless if repeated. */
        public void release() {
            int was = state.getAndSet(RELEASED);
            if (was == RELEASED) {
                return;
            }
            if (was == REFUSED) {
                synchronized (InFlightBytes.this) {
                    leaving.addAndGet(-leaves);
                }
            }
            long all = held;
            if (all > 0) {
                total.addAndGet(-all);
            }
            if (all >= LARGE) {
                large.remove(this);
            }
        }

        private boolean markRefused() {
            if (!state.compareAndSet(RECEIVING, REFUSED)) {
                return false;
            }
            leaves = held;
            leaving.addAndGet(leaves);
            refused.incrementAndGet();
            Runnable once = refuse;
            refuse = null;
            if (once != null) {
                loop.execute(once);
            }
            return true;
        }
    }
}
