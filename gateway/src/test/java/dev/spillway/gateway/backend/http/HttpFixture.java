package dev.spillway.gateway.backend.http;

import dev.spillway.core.Call;
import dev.spillway.core.Outcome;
import dev.spillway.core.testing.Calls;
import dev.spillway.gateway.backend.BackendFixture;
import dev.spillway.gateway.backend.Credentials;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An HTTP server that can do anything, and backends for it. */
abstract class HttpFixture extends BackendFixture {
    protected static final String ANSWER = "{\"label\": \"late\", \"score\": 0.75}";

    protected final HttpFaults server = stopped(new HttpFaults(ANSWER));

    /** A configuration for the server. */
    protected final HttpConfigs config(String pathAndQuery) {
        return HttpConfigs.to("http://127.0.0.1:" + server.port() + pathAndQuery);
    }

    protected final HttpJsonBackend backend(HttpConfigs config) {
        return backend(config, null);
    }

    protected final HttpJsonBackend backend(HttpConfigs config, @Nullable Credentials credentials) {
        return watched(new HttpJsonBackend("classifier", HttpJsonPlan.of(config.build()), credentials, loops, time));
    }

    protected final Call call() {
        return call(PATIENCE, Map.of("text", "where is it"));
    }

    /** A call that is not looked after. */
    protected final Calls calls() {
        return Calls.on(time).input(Map.of("text", "where is it"));
    }

    /** What a backend makes of a reply. */
    protected final Outcome outcome(HttpFaults.Script reply) throws Exception {
        server.play(reply);
        return await(run(backend(config("/")), call()));
    }
}
