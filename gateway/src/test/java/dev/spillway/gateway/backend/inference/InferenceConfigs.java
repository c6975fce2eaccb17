package dev.spillway.gateway.backend.inference;

import dev.spillway.core.Money;
import dev.spillway.gateway.config.Address;
import dev.spillway.gateway.config.BreakerConfig;
import dev.spillway.gateway.config.ClientTlsConfig;
import dev.spillway.gateway.config.InferenceReplyConfig;
import dev.spillway.gateway.config.OpenInferenceConfig;
import dev.spillway.gateway.config.PriceConfig;
import dev.spillway.gateway.config.Size;
import dev.spillway.gateway.config.TensorConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A configuration in the making; what a test does not say fits {@link InferenceFaults#answer}. */
final class InferenceConfigs {
    private final Address address;
    private OpenInferenceConfig.Dialect dialect = OpenInferenceConfig.Dialect.STANDARD;
    private @Nullable String service;
    private boolean batch;
    private Map<String, @Nullable Object> parameters = Map.of();
    private Map<String, String> headers = Map.of();
    private boolean requestOutputs = true;
    private boolean acceptRenamedModel;
    private OpenInferenceConfig.Readiness readiness = OpenInferenceConfig.Readiness.MODEL_READY;
    private Size maxRequestBytes = new Size(64 << 20);
    private Size maxReplyBytes = new Size(4 << 20);
    private Map<String, TensorConfig> inputs = Map.of();
    private InferenceReplyConfig reply = scores(InferenceReplyConfig.Activation.NONE, List.of(), "labels", false);
    private @Nullable ClientTlsConfig tls;

    private InferenceConfigs(Address address) {
        this.address = address;
    }

    static InferenceConfigs at(Address address) {
        return new InferenceConfigs(address);
    }

    /** A tensor of a type that is not told of its shape. */
    static TensorConfig tensor(@Nullable String from, TensorConfig.@Nullable Datatype datatype) {
        return new TensorConfig(from, datatype, null, Map.of());
    }

    /** A tensor of a type and a shape. */
    static TensorConfig shaped(TensorConfig.@Nullable Datatype datatype, Integer... shape) {
        return new TensorConfig(null, datatype, List.of(shape), Map.of());
    }

    static InferenceReplyConfig scores(
            InferenceReplyConfig.Activation activation, List<String> labels, @Nullable String labelsFrom, boolean all) {
        return new InferenceReplyConfig(
                "scores", activation, InferenceReplyConfig.Certainty.MAXIMUM, labels, labelsFrom, all, Map.of());
    }

    InferenceConfigs service(String name) {
        service = name;
        return this;
    }

    InferenceConfigs dialect(OpenInferenceConfig.Dialect other) {
        dialect = other;
        return this;
    }

    InferenceConfigs batch() {
        batch = true;
        return this;
    }

    InferenceConfigs parameters(Map<String, @Nullable Object> others) {
        parameters = others;
        return this;
    }

    InferenceConfigs headers(Map<String, String> others) {
        headers = others;
        return this;
    }

    InferenceConfigs withoutRequestedOutputs() {
        requestOutputs = false;
        return this;
    }

    InferenceConfigs acceptRenamedModel() {
        acceptRenamedModel = true;
        return this;
    }

    InferenceConfigs withoutReadiness() {
        readiness = OpenInferenceConfig.Readiness.NONE;
        return this;
    }

    InferenceConfigs maxBytes(int request, int reply) {
        maxRequestBytes = new Size(request);
        maxReplyBytes = new Size(reply);
        return this;
    }

    InferenceConfigs inputs(Map<String, TensorConfig> tensors) {
        inputs = tensors;
        return this;
    }

    InferenceConfigs reply(InferenceReplyConfig other) {
        reply = other;
        return this;
    }

    InferenceConfigs tls(ClientTlsConfig trust) {
        tls = trust;
        return this;
    }

    OpenInferenceConfig build() {
        return new OpenInferenceConfig(
                address,
                "intent",
                "7",
                dialect,
                service,
                inputs,
                batch,
                parameters,
                headers,
                requestOutputs,
                reply,
                acceptRenamedModel,
                readiness,
                maxRequestBytes,
                maxReplyBytes,
                Duration.ofSeconds(20),
                Duration.ofMillis(1),
                new PriceConfig(new Money(1000), Money.ZERO, Money.ZERO),
                1024,
                BreakerConfig.off(),
                null,
                null,
                tls);
    }
}
