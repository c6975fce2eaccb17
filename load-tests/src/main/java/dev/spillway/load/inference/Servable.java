package dev.spillway.load.inference;

import dev.spillway.proto.inference.ModelInferRequest;
import dev.spillway.proto.inference.ModelInferResponse;
import dev.spillway.proto.inference.ModelMetadataResponse;
import java.util.function.Supplier;

/** A model as the protocol sees it. Thread-safe. */
public sealed interface Servable permits TextModel, SeverityModel {
    /** The only version that there is of each model. */
    String VERSION = "1";

    String name();

    ModelMetadataResponse metadata();

    /** Checks the request at once; the inference itself is left to the supplier, for the client may be gone by then. */
    Supplier<ModelInferResponse> prepare(ModelInferRequest request) throws InvalidTensor;
}
