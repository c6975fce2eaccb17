package dev.spillway.load.inference;

import dev.spillway.proto.inference.ModelMetadataResponse;
import dev.spillway.proto.inference.ModelMetadataResponse.TensorMetadata;
import java.util.Map;

/** Describes a model and its tensors on the wire. */
final class Metadata {
    /** A dimension of any size. */
    static final long ANY = -1;

    private static final String PLATFORM = "tribuo_sgd";

    private Metadata() {}

    static ModelMetadataResponse.Builder of(String name, Map<String, String> properties) {
        return ModelMetadataResponse.newBuilder()
                .setName(name)
                .addVersions(Servable.VERSION)
                .setPlatform(PLATFORM)
                .putAllProperties(properties);
    }

    static TensorMetadata tensor(String name, Datatype type, long... shape) {
        TensorMetadata.Builder tensor =
                TensorMetadata.newBuilder().setName(name).setDatatype(type.name());
        for (long dimension : shape) {
            tensor.addShape(dimension);
        }
        return tensor.build();
    }
}
