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

    protected final HttpFaults server = watched(new HttpFaults(ANSWER));

    /** A backend and the lanes that it stands on. */
    protected record Lanes(HttpJsonBackend backend, HttpLanes lanes) {}

    /** A configuration for the server. */
    protected final HttpConfigs config(String pathAndQuery) {
        return HttpConfigs.to("http://127.0.0.1:" + server.port() + pathAndQuery);
    }

    protected final Lanes backend(HttpConfigs config) {
        return backend(config, null);
    }

    protected final Lanes backend(HttpConfigs config, @Nullable Credentials credentials) {
        HttpJsonPlan plan = HttpJsonPlan.of(config.build());
        HttpLanes lanes = new HttpLanes(loops, plan.target(), time);
        HttpJsonBackend backend = new HttpJsonBackend("classifier", plan, lanes, credentials, time);
        watched(rig(backend, lanes));
        return new Lanes(backend, lanes);
    }

    static Rig rig(HttpJsonBackend backend, HttpLanes lanes) {
        return new Rig(
                backend,
                () -> lanes.load().attempts() + lanes.load().waiting(),
                () -> lanes.load().connections(),
                lanes::close);
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
        return await(run(backend(config("/")).backend, call()));
    }
}
