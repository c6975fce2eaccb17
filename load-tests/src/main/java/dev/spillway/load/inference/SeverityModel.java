package dev.spillway.load.inference;

import com.google.protobuf.ByteString;
import dev.spillway.load.classify.Severity;
import dev.spillway.load.classify.TextClassifier;
import dev.spillway.proto.inference.ModelInferRequest;
import dev.spillway.proto.inference.ModelInferResponse;
import dev.spillway.proto.inference.ModelMetadataResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The severity of a delay as a model: {@code intent} BYTES [n] and {@code days} FP64 [n] in; {@code level} BYTES [n],
 * {@code probabilities} FP32 [n, levels] and {@code levels} BYTES [levels] out.
 */
public final class SeverityModel implements Servable {
    private static final String INTENT = "intent";
    private static final String DAYS = "days";
    private static final String LEVEL = "level";
    private static final String PROBABILITIES = "probabilities";
    private static final String LEVELS = "levels";

    private final String name;
    private final Severity severity;
    private final List<ByteString> levels;
    private final ModelMetadataResponse metadata;

    public SeverityModel(String name, Severity severity, Map<String, String> properties) {
        this.name = name;
        this.severity = severity;
        this.levels = severity.levels().stream().map(ByteString::copyFromUtf8).toList();
        this.metadata = Metadata.of(name, properties)
                .addInputs(Metadata.tensor(INTENT, Datatype.BYTES, Metadata.ANY))
                .addInputs(Metadata.tensor(DAYS, Datatype.FP64, Metadata.ANY))
                .addOutputs(Metadata.tensor(LEVEL, Datatype.BYTES, Metadata.ANY))
                .addOutputs(Metadata.tensor(PROBABILITIES, Datatype.FP32, Metadata.ANY, levels.size()))
                .addOutputs(Metadata.tensor(LEVELS, Datatype.BYTES, levels.size()))
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
        inputs.onlyThese(INTENT, DAYS);
        Outputs.check(request, List.of(LEVEL, PROBABILITIES, LEVELS));
        List<String> intents = inputs.texts(INTENT);
        List<Double> days = inputs.numbers(DAYS);
        if (intents.size() != days.size()) {
            throw new InvalidTensor(intents.size() + " intents for " + days.size() + " days");
        }
        return () -> {
            var rows = new ArrayList<float[]>();
            var best = new ArrayList<ByteString>();
            for (int i = 0; i < intents.size(); i++) {
                float[] row = severity.probabilities(intents.get(i), days.get(i));
                rows.add(row);
                best.add(levels.get(TextClassifier.best(row)));
            }
            return new Outputs(request, inputs.raw())
                    .bytes(LEVEL, best)
                    .fp32(PROBABILITIES, rows)
                    .bytes(LEVELS, levels)
                    .build();
        };
    }
}
