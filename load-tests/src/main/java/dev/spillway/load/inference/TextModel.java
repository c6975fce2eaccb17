package dev.spillway.load.inference;

import com.google.protobuf.ByteString;
import dev.spillway.load.classify.TextClassifier;
import dev.spillway.proto.inference.ModelInferRequest;
import dev.spillway.proto.inference.ModelInferResponse;
import dev.spillway.proto.inference.ModelMetadataResponse;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A text classifier as a model: {@code text} BYTES [n] in; {@code probabilities} FP32 [n, labels], {@code label} BYTES [n]
 * (the most probable ones) and {@code labels} BYTES [labels] (in the order of the probabilities) out.
 */
public final class TextModel implements Servable {
    private static final String TEXT = "text";
    private static final String PROBABILITIES = "probabilities";
    private static final String LABEL = "label";
    private static final String LABELS = "labels";

    private final String name;
    private final TextClassifier classifier;
    private final List<ByteString> labels;
    private final ModelMetadataResponse metadata;

    public TextModel(String name, TextClassifier classifier, Map<String, String> properties) {
        this.name = name;
        this.classifier = classifier;
        this.labels = classifier.labels().stream().map(ByteString::copyFromUtf8).toList();
        this.metadata = Metadata.of(name, properties)
                .addInputs(Metadata.tensor(TEXT, Datatype.BYTES, Metadata.ANY))
                .addOutputs(Metadata.tensor(PROBABILITIES, Datatype.FP32, Metadata.ANY, labels.size()))
                .addOutputs(Metadata.tensor(LABEL, Datatype.BYTES, Metadata.ANY))
                .addOutputs(Metadata.tensor(LABELS, Datatype.BYTES, labels.size()))
                .build();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ModelMetadataResponse metadata() {
        return metadata;
    }

    @Override
    public Supplier<ModelInferResponse> prepare(ModelInferRequest request) throws InvalidTensor {
        Inputs inputs = Inputs.of(request);
        inputs.onlyThese(TEXT);
        Outputs.check(request, List.of(PROBABILITIES, LABEL, LABELS));
        List<String> texts = inputs.texts(TEXT);
        return () -> {
            List<float[]> rows = texts.stream().map(classifier::probabilities).toList();
            List<ByteString> best = rows.stream()
                    .map(row -> labels.get(TextClassifier.best(row)))
                    .toList();
            return new Outputs(request, inputs.raw())
                    .fp32(PROBABILITIES, rows)
                    .bytes(LABEL, best)
                    .bytes(LABELS, labels)
                    .build();
        };
    }
}
