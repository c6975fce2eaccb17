package dev.spillway.load.classify;

import java.util.List;
import java.util.function.LongConsumer;

/**
 * One way to look at a text: which features, and how many of them can be told apart.
 *
 * @param buckets the features are folded into so many, colliding at random; 0 for a dictionary
 * @param documentsMin a dictionary keeps what at least so many training texts contain
 */
record View(List<Features> features, int buckets, int documentsMin) {
    static View hashed(int buckets, Features... features) {
        return new View(List.of(features), buckets, 1);
    }

    static View dictionary(int documentsMin, Features... features) {
        return new View(List.of(features), 0, documentsMin);
    }

    void emit(List<String> words, LongConsumer sink) {
        LongConsumer folded = buckets == 0 ? sink : hash -> sink.accept(Math.floorMod(hash, (long) buckets));
        for (Features kind : features) {
            kind.emit(words, folded);
        }
    }
}
