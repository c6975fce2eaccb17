package dev.spillway.gateway.backend.inference;

import dev.spillway.core.Money;
import dev.spillway.gateway.config.Address;
import dev.spillway.gateway.config.BreakerConfig;
import dev.spillway.gateway.config.ClientTlsConfig;
import dev.spillway.gateway.config.InferenceReplyConfig;
import dev.spillway.gateway.config.OpenInferenceConfig;
import dev.spillway.gateway.config.PriceConfig;
import dev.spillway.gateway.config.TensorConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A configuration in the making; what a test does not say fits {@link InferenceFaults#answer}. */
final class InferenceConfigs {
    private final Address address;
    private String service = "inference.GRPCInferenceService";
    private Map<String, TensorConfig> inputs = Map.of();
    private InferenceReplyConfig reply = scores(InferenceReplyConfig.Activation.NONE, List.of(), "labels", false);
    private @Nullable ClientTlsConfig tls;

    private InferenceConfigs(Address address) {
        this.address = address;
    }

    static InferenceConfigs at(Address address) {
        return new InferenceConfigs(address);
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
                service,
                inputs,
                reply,
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
