package dev.spillway.load.classify;

import java.util.Arrays;

/** A sparse vector: ascending feature numbers and their values. */
final class Example {
    private final int[] features;
    private final float[] values;

    private Example(int[] features, float[] values) {
        this.features = features;
        this.values = values;
    }

    /** The given numbers, in any order, become a vector of unit length: (1 + log count) x weight for each. */
    static Example ofCounts(int[] numbers, int count, float[] weights) {
        Arrays.sort(numbers, 0, count);
        int distinct = 0;
        var values = new float[count];
        double squares = 0;
        for (int from = 0; from < count; ) {
            int to = from + 1;
            while (to < count && numbers[to] == numbers[from]) {
                to++;
            }
            float value = (float) (1 + Math.log(to - from)) * weights[numbers[from]];
            squares += value * value;
            numbers[distinct] = numbers[from];
            values[distinct++] = value;
            from = to;
        }
        float length = (float) Math.sqrt(squares);
        for (int i = 0; i < distinct; i++) {
            values[i] /= length;
        }
        return new Example(Arrays.copyOf(numbers, distinct), Arrays.copyOf(values, distinct));
    }

    /** A vector as it is; the numbers ascend. */
    static Example of(int[] features, float[] values) {
        return new Example(features.clone(), values.clone());
    }

    int size() {
        return features.length;
    }

    int feature(int at) {
        return features[at];
    }

    float value(int at) {
        return values[at];
    }
}
