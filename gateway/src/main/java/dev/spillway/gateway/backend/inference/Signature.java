package dev.spillway.gateway.backend.inference;

import dev.spillway.gateway.config.TensorConfig.Datatype;
import dev.spillway.proto.inference.ModelMetadataResponse;
import dev.spillway.proto.inference.ModelMetadataResponse.TensorMetadata;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model says of its tensors; some servers say nothing.
 *
 * @param inputs by name, in the model's order
 * @param outputs by name, in the model's order
 */
record Signature(Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
    static final Signature UNKNOWN = new Signature(Map.of(), Map.of());

    /**
     * A tensor.
     *
     * @param datatype null where the model names none, or one that is not in use
     */
    record Tensor(@Nullable Datatype datatype, List<Long> shape) {}

    static Signature of(ModelMetadataResponse metadata) {
        return new Signature(tensors(metadata.getInputsList()), tensors(metadata.getOutputsList()));
    }

    private static Map<String, Tensor> tensors(List<TensorMetadata> said) {
        Map<String, Tensor> tensors = LinkedHashMap.newLinkedHashMap(said.size());
        for (TensorMetadata one : said) {
            List<Long> shape = one.getShapeList().stream()
                    .map(dimension -> Math.max(Shapes.ANY, dimension))
                    .toList();
            tensors.put(one.getName(), new Tensor(datatype(one.getDatatype()), shape));
        }
        return tensors;
    }

    private static @Nullable Datatype datatype(String name) {
        for (Datatype one : Datatype.values()) {
            if (one.name().equals(name)) {
                return one;
            }
        }
        return null;
    }
}
