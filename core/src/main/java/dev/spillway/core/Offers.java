package dev.spillway.core;

import java.util.function.Supplier;

/**
 * The ear of whoever waits for a call: a step that has an interim answer, or at least a part of one, tells it.
 *
 * <p>The nearest {@code Within} keeps the best offer and answers with it when time is up. Confined to the call's event
 * loop.
 */
public interface Offers {
    /** No one listens. */
    Offers NONE = new Offers() {
        @Override
        public void offer(Outcome.Answer interim) {
            // no one waits for interim answers
        }

        @Override
        public void progress(Supplier<Partial> soFar) {
            // nor for parts
        }
    };

    /** An answer that will do if no better one comes. Whole, never a stream. */
    void offer(Outcome.Answer interim);

    /** What there is so far, of which no answer could be made yet; asked for only when time is up. */
    void progress(Supplier<Partial> soFar);
}
