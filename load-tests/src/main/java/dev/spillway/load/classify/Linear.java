package dev.spillway.load.classify;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A multinomial logistic regression as it is served: softmax(W x + b), the weights of a feature side by side.
 *
 * <p>Trained by Tribuo; its own model looks every feature up by name and sorts them for each prediction, which would make
 * the servers dear neighbours on a small machine.
 */
final class Linear {
    private final int labels;
    private final float[] weights;
    private final float[] bias;

    /** Takes the arrays over; {@code weights[feature * labels + label]}. */
    Linear(float[] weights, float[] bias) {
        if (bias.length == 0 || weights.length % bias.length != 0) {
            throw new IllegalArgumentException(weights.length + " weights for " + bias.length + " labels");
        }
        this.labels = bias.length;
        this.weights = weights;
        this.bias = bias;
    }

    int features() {
        return weights.length / labels;
    }

    int labels() {
        return labels;
    }

    float[] probabilities(Example example) {
        float[] scores = bias.clone();
        for (int i = 0; i < example.size(); i++) {
            int row = example.feature(i) * labels;
            float value = example.value(i);
            for (int label = 0; label < labels; label++) {
                scores[label] += weights[row + label] * value;
            }
        }
        return softmax(scores);
    }

    private static float[] softmax(float[] scores) {
        float most = Float.NEGATIVE_INFINITY;
        for (float score : scores) {
            most = Math.max(most, score);
        }
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) Math.exp(scores[i] - most);
            sum += scores[i];
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) (scores[i] / sum);
        }
        return scores;
    }

    void write(DataOutput out) throws IOException {
        Binary.write(out, bias);
        Binary.write(out, weights);
    }

    static Linear read(DataInput in) throws IOException {
        float[] bias = Binary.readFloats(in);
        return new Linear(Binary.readFloats(in), bias);
    }
}
