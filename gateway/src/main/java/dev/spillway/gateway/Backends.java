package dev.spillway.gateway;

import dev.spillway.cascade.LatencyWindow;
import dev.spillway.cascade.Timed;
import dev.spillway.core.Entry;
import dev.spillway.core.Layer;
import dev.spillway.core.Step;
import dev.spillway.core.Time;
import dev.spillway.core.layer.Allowance;
import dev.spillway.core.layer.Enough;
import dev.spillway.core.layer.Hedge;
import dev.spillway.core.layer.Observe;
import dev.spillway.core.layer.Observer;
import dev.spillway.core.layer.Permits;
import dev.spillway.core.layer.Scoped;
import dev.spillway.core.layer.Shed;
import dev.spillway.core.layer.Within;
import dev.spillway.gateway.backend.Backend;
import dev.spillway.gateway.backend.Credentials;
import dev.spillway.gateway.backend.GrpcChannels;
import dev.spillway.gateway.backend.chat.ChatPlan;
import dev.spillway.gateway.backend.http.HttpJsonBackend;
import dev.spillway.gateway.backend.http.HttpJsonPlan;
import dev.spillway.gateway.backend.inference.InferenceBackend;
import dev.spillway.gateway.config.Address;
import dev.spillway.gateway.config.BackendConfig;
import dev.spillway.gateway.config.BreakerConfig;
import dev.spillway.gateway.config.ClientTlsConfig;
import dev.spillway.gateway.config.CredentialsConfig;
import dev.spillway.gateway.config.HedgeConfig;
import dev.spillway.gateway.config.HttpJsonConfig;
import dev.spillway.gateway.config.OpenInferenceConfig;
import dev.spillway.gateway.config.OpenaiChatConfig;
import dev.spillway.gateway.loops.Loops;
import dev.spillway.gateway.resilience.Breaker;
import dev.spillway.gateway.route.InputSchema;
import dev.spillway.gateway.tiers.Asked;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The backends of one configuration, each with the layers around an attempt. What is about a backend rather than about the
 * configuration, such as its connections and the count of attempts in flight, is taken over from the configuration before.
 */
final class Backends {
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final int HEDGES_SAVED_MOST = 10;

    /** Where a gRPC connection leads, and how. */
    private record Target(Address address, @Nullable ClientTlsConfig tls) {}

    /** What a configuration names and does not hold, so that it may change under the same configuration. */
    private record Named(@Nullable String secret, @Nullable String schema) {}

    private record Kept(
            BackendConfig config,
            Named named,
            Backend backend,
            Permits permits,
            Allowance hedges,
            LatencyWindow window,
            @Nullable Breaker breaker) {}

    private final Loops loops;
    private final Time time;
    private final Function<String, @Nullable String> environment;
    private final boolean shared;
    private final Map<String, Kept> kept = new LinkedHashMap<>();
    private final Map<Target, GrpcChannels> channels = new HashMap<>();

    private Backends(Loops loops, Time time, Function<String, @Nullable String> environment, boolean shared) {
        this.loops = loops;
        this.shared = shared;
        this.time = time;
        this.environment = environment;
    }

    /** No backends: what the first configuration takes over from. */
    static Backends none(Loops loops, Time time, Function<String, @Nullable String> environment) {
        return new Backends(loops, time, environment, false);
    }

    /**
     * The backends of another configuration. Reads secrets and certificates: not on an event loop.
     *
     * @param shared whether several tenants call them
     * @throws IllegalArgumentException where one can't be made; the message says why
     */
    Backends next(Map<String, BackendConfig> configs, boolean shared) {
        Backends next = new Backends(loops, time, environment, shared);
        configs.forEach((name, config) -> next.kept.put(name, next.make(name, config, this)));
        return next;
    }

    private Kept make(String name, BackendConfig config, Backends before) {
        CredentialsConfig shown = config.credentials();
        Credentials credentials = shown == null ? null : Credentials.read(shown, environment);
        InputSchema schema = schema(config);
        Named named = new Named(
                credentials == null ? null : credentials.value(),
                schema == null ? null : String.valueOf(schema.document()));
        Kept old = before.kept.get(name);
        if (config instanceof OpenInferenceConfig inference) {
            Target target = new Target(inference.address(), inference.tls());
            GrpcChannels taken = before.channels.get(target);
            channels.computeIfAbsent(
                    target, _ -> taken != null ? taken : new GrpcChannels(loops, target.address(), target.tls()));
        }
        Backend backend = old != null && old.config.equals(config) && old.named.equals(named)
                ? old.backend
                : connect(name, config, credentials, schema);
        Permits permits = old != null ? old.permits : new Permits();
        HedgeConfig hedge = config.hedge();
        Allowance hedges = old != null && Objects.equals(old.config.hedge(), hedge)
                ? old.hedges
                : new Allowance(hedge == null ? 0 : hedge.share(), HEDGES_SAVED_MOST);
        LatencyWindow window = old != null ? old.window : new LatencyWindow(time);
        boolean asBefore = old != null
                && old.config.breaker().equals(config.breaker())
                && old.config.most().equals(config.most())
                && old.config.least().equals(config.least());
        Breaker breaker = old != null && asBefore ? old.breaker : breaker(name, config);
        return new Kept(config, named, backend, permits, hedges, window, breaker);
    }

    /** An answer is slow, and a silence telling, in proportion to the longest time that an attempt gets. */
    private @Nullable Breaker breaker(String name, BackendConfig config) {
        BreakerConfig breaker = config.breaker();
        if (!breaker.enabled()) {
            return null;
        }
        Duration slowAfter = breaker.slowAfter() != null
                ? breaker.slowAfter()
                : config.most().multipliedBy(9).dividedBy(10);
        Duration tenth = config.most().dividedBy(10);
        Duration telling = config.least().compareTo(tenth) > 0 ? config.least() : tenth;
        return new Breaker(name, breaker, slowAfter, telling, time);
    }

    /** The schema of a backend's answers; null where it has none. */
    private static @Nullable InputSchema schema(BackendConfig config) {
        Path file = config instanceof OpenaiChatConfig chat && chat.json() != null
                ? chat.json().schema()
                : null;
        return file == null ? null : InputSchema.read(file);
    }

    private Backend connect(
            String name, BackendConfig config, @Nullable Credentials credentials, @Nullable InputSchema schema) {
        return switch (config) {
            case OpenInferenceConfig inference -> {
                InferenceBackend backend = new InferenceBackend(
                        name,
                        inference,
                        Objects.requireNonNull(channels.get(new Target(inference.address(), inference.tls()))),
                        credentials,
                        time);
                loops.all().getFirst().executor().execute(backend::prepare);
                yield backend;
            }
            case HttpJsonConfig http -> new HttpJsonBackend(name, HttpJsonPlan.of(http), credentials, loops, time);
            case OpenaiChatConfig chat ->
                new HttpJsonBackend(name, ChatPlan.of(chat, schema), credentials, loops, time);
        };
    }

    /** A backend with its layers, in the order of a call. */
    Step step(String name, Observer observer) {
        Kept one = Objects.requireNonNull(kept.get(name), name);
        List<Layer> layers = new ArrayList<>();
        HedgeConfig hedge = one.config.hedge();
        if (hedge != null) {
            layers.add(new Within(one.config.most(), time)); // one total for both attempts
            layers.add(new Hedge(hedge.after(), one.hedges, time));
        }
        layers.add(new Observe(Entry.Kind.BACKEND, name, observer)); // each attempt is journalled, refused ones too
        layers.add(new Enough(one.config.least(), time)); // nothing is begun that can't end in time
        layers.add(new Scoped()); // an attempt's permit goes back when the attempt is over, not when the call is
        if (one.breaker != null) {
            one.breaker.beforeProbes(one.backend::reconnect); // a probe tells of the backend, not of an old connection
            layers.add(one.breaker); // a refusal costs nothing, and holds no permit of the limit
        }
        layers.add(new Shed(one.config.limit(), shared, one.permits)); // before any work
        layers.add(new Timed(one.window, time)); // sees what the attempt took, a timeout included
        layers.add(new Within(one.config.most(), time)); // bounds the attempt, and cancels it
        return Layer.stack(layers, one.backend);
    }

    /** What a cascade needs of a backend. */
    Asked asked(String name, Observer observer) {
        Kept one = Objects.requireNonNull(kept.get(name), name);
        Breaker breaker = one.breaker;
        return new Asked(
                step(name, observer),
                one.config.most(),
                one.config.least(),
                one.config.price().perCall(),
                one.window,
                breaker == null ? () -> false : breaker::isShut);
    }

    /** The state of each breaker in a word, by backend. */
    Map<String, String> breakers() {
        Map<String, String> states = new LinkedHashMap<>();
        kept.forEach((name, one) -> {
            if (one.breaker != null) {
                states.put(name, one.breaker.state());
            }
        });
        return states;
    }

    /** How many attempts are in flight at a backend, those of tasks included. For any thread. */
    int inFlight(String name) {
        Kept one = kept.get(name);
        return one == null ? 0 : one.permits.inUse();
    }

    BackendConfig config(String name) {
        return Objects.requireNonNull(kept.get(name), name).config;
    }

    /** The backends by name, for health and gauges. */
    Map<String, Backend> all() {
        Map<String, Backend> all = new LinkedHashMap<>();
        kept.forEach((name, one) -> all.put(name, one.backend));
        return all;
    }

    /** Closes what the next configuration did not take over, once the attempts that run on it must be over. */
    void retireFor(Backends next) {
        List<Runnable> closing = new ArrayList<>();
        Duration longest = GRACE;
        for (Map.Entry<String, Kept> one : kept.entrySet()) {
            Kept successor = next.kept.get(one.getKey());
            if (successor == null || !successor.backend.equals(one.getValue().backend)) {
                longest = longest.plus(one.getValue().config.most());
                closing.add(one.getValue().backend::close);
            }
        }
        channels.forEach((target, unused) -> {
            if (!next.channels.containsKey(target)) {
                closing.add(unused::close);
            }
        });
        if (!closing.isEmpty()) {
            Duration wait = longest;
            loops.all().getFirst().executor().execute(() -> time.after(wait, () -> closing.forEach(Runnable::run)));
        }
    }

    /** Closes everything at once. */
    void close() {
        kept.values().forEach(one -> one.backend.close());
        channels.values().forEach(GrpcChannels::close);
    }
}
