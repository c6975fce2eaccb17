package dev.spillway.gateway.backend.inference;

import dev.spillway.core.Payload;
import dev.spillway.gateway.backend.Backend;
import dev.spillway.gateway.backend.BackendTck;
import dev.spillway.gateway.backend.GrpcChannels;
import dev.spillway.gateway.config.Address;
import java.util.Map;
import org.jspecify.annotations.Nullable;

final class InferenceBackendTest extends BackendTck {
    @Override
    protected Server serve() {
        return new InferenceFaults();
    }

    @Override
    protected Backend backend(int port) {
        Address address = new Address("127.0.0.1", port);
        GrpcChannels channels = new GrpcChannels(loops, address, null);
        stopped(channels::close);
        return new InferenceBackend("intent", InferenceConfigs.at(address).build(), channels, null, time);
    }

    @Override
    protected Map<String, @Nullable Object> input() {
        return Map.of("text", "where is my parcel");
    }

    @Override
    protected boolean isRight(Payload.Whole payload) {
        return payload.fields().equals(Map.of("label", "late"));
    }
}
