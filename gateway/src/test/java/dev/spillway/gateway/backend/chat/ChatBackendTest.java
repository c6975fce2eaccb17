package dev.spillway.gateway.backend.chat;

import dev.spillway.core.Payload;
import dev.spillway.gateway.backend.Backend;
import dev.spillway.gateway.backend.BackendTck;
import dev.spillway.gateway.backend.http.HttpFaults;
import dev.spillway.gateway.backend.http.HttpJsonBackend;
import dev.spillway.gateway.config.ChatConfidenceConfig.Logprobs;
import java.util.Map;
import org.jspecify.annotations.Nullable;

final class ChatBackendTest extends BackendTck {
    @Override
    protected Server serve() {
        return new HttpFaults(Completions.saying("late").token("late", -0.25).text());
    }

    @Override
    protected Backend backend(int port) {
        var plan = ChatConfigs.at("http://127.0.0.1:" + port + "/v1")
                .logprobs(Logprobs.MEAN, 0.1, null)
                .plan();
        return new HttpJsonBackend("small", plan, null, loops, time);
    }

    @Override
    protected Map<String, @Nullable Object> input() {
        return Map.of("text", "where is my parcel");
    }

    @Override
    protected boolean isRight(Payload.Whole payload) {
        return payload.fields().equals(Map.of("text", "late"));
    }
}
