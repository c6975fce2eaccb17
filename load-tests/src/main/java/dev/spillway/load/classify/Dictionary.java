package dev.spillway.load.classify;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * The features that a view knows: hash to number (open addressing, linear probing), and each one's inverse document
 * frequency, ln((1 + texts) / (1 + texts with it)) + 1.
 */
final class Dictionary {
    private final View view;
    private final long[] hashes; // ascending; a feature's number is its place
    private final float[] weights;
    private final long[] slots;
    private final int[] numbers; // 1 + the number of the feature in the slot; 0 for an empty slot
    private final int mask;

    private Dictionary(View view, long[] hashes, float[] weights) {
        this.view = view;
        this.hashes = hashes;
        this.weights = weights;
        int size = Integer.highestOneBit(Math.max(8, hashes.length)) * 4;
        this.slots = new long[size];
        this.numbers = new int[size];
        this.mask = size - 1;
        for (int number = 0; number < hashes.length; number++) {
            int slot = slot(hashes[number]);
            slots[slot] = hashes[number];
            numbers[slot] = number + 1;
        }
    }

    static Dictionary learn(View view, List<List<String>> texts) {
        Map<Long, Integer> documents = new HashMap<>();
        for (List<String> words : texts) {
            var seen = new HashSet<Long>();
            view.emit(words, hash -> seen.add(hash));
            seen.forEach(hash -> documents.merge(hash, 1, Integer::sum));
        }
        long[] hashes = documents.entrySet().stream()
                .filter(entry -> entry.getValue() >= view.documentsMin())
                .mapToLong(Map.Entry::getKey)
                .sorted()
                .toArray();
        var weights = new float[hashes.length];
        for (int number = 0; number < hashes.length; number++) {
            int with = documents.getOrDefault(hashes[number], 0);
            weights[number] = (float) (Math.log((1.0 + texts.size()) / (1.0 + with)) + 1);
        }
        return new Dictionary(view, hashes, weights);
    }

    int size() {
        return hashes.length;
    }

    Example example(List<String> words) {
        var found = new Numbers();
        view.emit(words, hash -> {
            int number = numbers[slot(hash)] - 1;
            if (number >= 0) {
                found.add(number);
            }
        });
        return Example.ofCounts(found.numbers, found.count, weights);
    }

    /** The slot of the hash, or the empty one where it would go. */
    private int slot(long hash) {
        int slot = (int) (hash ^ (hash >>> 32)) & mask;
        while (numbers[slot] != 0 && slots[slot] != hash) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    void write(DataOutput out) throws IOException {
        Binary.write(out, hashes);
        Binary.write(out, weights);
    }

    static Dictionary read(View view, DataInput in) throws IOException {
        long[] hashes = Binary.readLongs(in);
        float[] weights = Binary.readFloats(in);
        if (hashes.length != weights.length) {
            throw new IOException(hashes.length + " features with " + weights.length + " weights");
        }
        return new Dictionary(view, hashes, weights);
    }

    /** A growing list of numbers. */
    private static final class Numbers {
        private int[] numbers = new int[256];
        private int count;

        void add(int number) {
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, count * 2);
            }
            numbers[count++] = number;
        }
    }
}
