package dev.spillway.core;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an answer says: whole, or as a stream. */
public sealed interface Payload {

    /**
     * All of it.
     *
     * @param fields plain values: maps, lists, strings, longs, doubles, booleans and nulls, never changed
     */
    record Whole(Map<String, @Nullable Object> fields) implements Payload {}

    /** Piece by piece, read once. */
    record Stream(Pieces pieces) implements Payload {}
}
