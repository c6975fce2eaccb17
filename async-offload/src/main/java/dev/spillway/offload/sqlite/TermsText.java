package dev.spillway.offload.sqlite;

import dev.spillway.offload.Backoff;
import dev.spillway.offload.Callback;
import dev.spillway.offload.Retention;
import dev.spillway.offload.Retry;
import dev.spillway.offload.Terms;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A task's terms as one short line: {@code attempts backoff done dead}, then {@code endpoint most attempts backoff} where
 * there is a callback. A back-off is {@code x} base, factor, most, or {@code s} and its waits; all in milliseconds.
 *
 * <p>Confined to one thread, which remembers the lines that it has read: most tasks share a few.
 */
final class TermsText {
    private static final int REMEMBERED = 256;

    private final Map<String, Terms> known = new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Terms> eldest) {
            return size() > REMEMBERED;
        }
    };

    static String write(Terms terms) {
        String text = write(terms.retry()) + " " + terms.retention().done().toMillis() + " "
                + terms.retention().dead().toMillis();
        Callback callback = terms.callback();
        return callback == null
                ? text
                : text + " " + callback.endpoint() + " " + callback.most().toMillis() + " " + write(callback.retry());
    }

    Terms read(String text) {
        Terms terms = known.get(text);
        if (terms == null) {
            terms = parse(text);
            known.put(text, terms);
        }
        return terms;
    }

    private static Terms parse(String text) {
        String[] words = text.split(" ", -1);
        if (words.length != 4 && words.length != 8) {
            throw new IllegalStateException("terms of " + words.length + " words: " + text);
        }
        @Nullable
        Callback callback =
                words.length == 4 ? null : new Callback(words[4], retry(words[6], words[7]), millis(words[5]));
        return new Terms(retry(words[0], words[1]), new Retention(millis(words[2]), millis(words[3])), callback);
    }

    private static String write(Retry retry) {
        return retry.attemptsMost() + " "
                + switch (retry.backoff()) {
                    case Backoff.Exponential(Duration base, double factor, Duration most) ->
                        "x" + base.toMillis() + "," + factor + "," + most.toMillis();
                    case Backoff.Schedule(var waits) ->
                        waits.stream().map(wait -> "" + wait.toMillis()).collect(Collectors.joining(",", "s", ""));
                };
    }

    private static Retry retry(String attempts, String backoff) {
        String[] numbers = backoff.substring(1).split(",", -1);
        return new Retry(
                Integer.parseInt(attempts),
                backoff.startsWith("x")
                        ? new Backoff.Exponential(
                                millis(numbers[0]), Double.parseDouble(numbers[1]), millis(numbers[2]))
                        : new Backoff.Schedule(
                                Arrays.stream(numbers).map(TermsText::millis).toList()));
    }

    private static Duration millis(String text) {
        return Duration.ofMillis(Long.parseLong(text));
    }
}
