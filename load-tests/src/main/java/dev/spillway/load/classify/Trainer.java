package dev.spillway.load.classify;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** Trains logistic regressions with Tribuo's stochastic gradient descent; the same input gives the same weights. */
final class Trainer {
    private static final long SEED = 20_261_122L;
    private static final int NO_PROGRESS = -1;
    private static final double ADAGRAD_EPSILON = 0.1;
    /** Held here, for a logger that nobody holds forgets its level. */
    private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

    static {
        TRIBUO.setLevel(Level.WARNING);
    }

    private final List<String> labels;
    private final List<String> names;

    /** @param features how many there are; examples number them from 0 */
    Trainer(List<String> labels, int features) {
        this.labels = labels;
        this.names =
                IntStream.range(0, features).mapToObj(number -> "f" + number).toList();
    }

    Linear train(List<Example> examples, List<String> outputs, Recipe recipe) {
        return ours(theirs(examples, outputs, recipe));
    }

    /** The model as Tribuo has it. */
    LinearSGDModel theirs(List<Example> examples, List<String> outputs, Recipe recipe) {
        var factory = new LabelFactory();
        var data = new MutableDataset<>(new SimpleDataSourceProvenance("corpus", factory), factory);
        for (int i = 0; i < examples.size(); i++) {
            Example example = examples.get(i);
            if (example.size() > 0) {
                data.add(named(example, outputs.get(i)));
            }
        }
        var trainer = new LinearSGDTrainer(
                new LogMulticlass(),
                new AdaGrad(recipe.rate(), ADAGRAD_EPSILON),
                recipe.epochs(),
                NO_PROGRESS,
                1,
                SEED);
        return trainer.train(data);
    }

    ArrayExample<Label> named(Example example, String output) {
        var named = new ArrayExample<Label>(new Label(output), 1f, example.size());
        for (int i = 0; i < example.size(); i++) {
            named.add(names.get(example.feature(i)), example.value(i));
        }
        return named;
    }

    /** Tribuo numbers labels and features in orders of its own, and appends the bias as the last feature. */
    Linear ours(LinearSGDModel model) {
        DenseMatrix theirs = model.getWeightsCopy();
        ImmutableFeatureMap features = model.getFeatureIDMap();
        var weights = new float[names.size() * labels.size()];
        var bias = new float[labels.size()];
        for (int label = 0; label < labels.size(); label++) {
            int row = model.getOutputIDInfo().getID(new Label(labels.get(label)));
            bias[label] = (float) theirs.get(row, features.size());
            for (int feature = 0; feature < names.size(); feature++) {
                int column = features.getID(names.get(feature));
                if (column >= 0) {
                    weights[feature * labels.size() + label] = (float) theirs.get(row, column);
                }
            }
        }
        return new Linear(weights, bias);
    }
}
