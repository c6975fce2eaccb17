package dev.spillway.gateway.backend.http;

import dev.spillway.core.Payload;
import dev.spillway.gateway.backend.Backend;
import dev.spillway.gateway.backend.BackendTck;
import java.util.Map;
import org.jspecify.annotations.Nullable;

final class HttpJsonBackendTest extends BackendTck {
    @Override
    protected Server serve() {
        return new HttpFaults("{\"label\": \"late\", \"score\": 0.75}");
    }

    @Override
    protected Backend backend(int port) {
        var plan = HttpJsonPlan.of(HttpConfigs.to("http://127.0.0.1:" + port + "/classify")
                .answer(Map.of("label", "/label"))
                .confidence("/score")
                .build());
        return new HttpJsonBackend("classifier", plan, null, loops, time);
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
