package dev.spillway.core.layer;

import dev.spillway.core.Call;
import dev.spillway.core.Entry;

/** Hears of every entry that has ended, on the call's event loop: metrics and logs are its views. */
public interface Observer {
    /** No one looks. */
    Observer NONE = new Observer() {
        @Override
        public void ended(Call call, Entry entry) {
            // no one looks
        }

        @Override
        public void defect(Call call, Entry entry, Throwable bug) {
            // no one looks; the failed future goes on to the edge
        }
    };

    /** A step has ended: answered to its last token, refused, failed or cancelled. */
    void ended(Call call, Entry entry);

    /** A step failed its future, which only a bug of ours does. Comes before {@link #ended}. */
    void defect(Call call, Entry entry, Throwable bug);
}
