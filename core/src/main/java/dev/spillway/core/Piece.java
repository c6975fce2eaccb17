package dev.spillway.core;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One piece of a streamed answer. */
public sealed interface Piece {

    /** More of the answer. */
    record Token(String text) implements Piece {}

    /**
     * The orderly end, and with it what is known only then.
     *
     * @param fields plain values, as in {@link Payload.Whole}
     */
    record End(Map<String, @Nullable Object> fields) implements Piece {}

    /** The end before the end: what came is not whole. */
    record Broken(Failure why, String detail) implements Piece {}

    default boolean isLast() {
        return !(this instanceof Token);
    }
}
