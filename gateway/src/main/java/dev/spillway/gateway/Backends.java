package dev.spillway.gateway;

import dev.spillway.core.Entry;
import dev.spillway.core.Layer;
import dev.spillway.core.Step;
import dev.spillway.core.Time;
import dev.spillway.core.layer.Allowance;
import dev.spillway.core.layer.Enough;
import dev.spillway.core.layer.Hedge;
import dev.spillway.core.layer.Observe;
import dev.spillway.core.layer.Observer;
import dev.spillway.core.layer.Scoped;
import dev.spillway.core.layer.Shed;
import dev.spillway.core.layer.Within;
import dev.spillway.gateway.backend.Backend;
import dev.spillway.gateway.backend.Credentials;
import dev.spillway.gateway.backend.GrpcChannels;
import dev.spillway.gateway.backend.http.HttpJsonBackend;
import dev.spillway.gateway.backend.http.HttpJsonPlan;
import dev.spillway.gateway.backend.inference.InferenceBackend;
import dev.spillway.gateway.config.Address;
import dev.spillway.gateway.config.BackendConfig;
import dev.spillway.gateway.config.ClientTlsConfig;
import dev.spillway.gateway.config.CredentialsConfig;
import dev.spillway.gateway.config.HedgeConfig;
import dev.spillway.gateway.config.HttpJsonConfig;
import dev.spillway.gateway.config.OpenInferenceConfig;
import dev.spillway.gateway.loops.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
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

    private record Kept(
            BackendConfig config, @Nullable String secret, Backend backend, AtomicInteger inFlight, Allowance hedges) {}

    private final Loops loops;
    private final Time time;
    private final Function<String, @Nullable String> environment;
    private final Map<String, Kept> kept = new LinkedHashMap<>();
    private final Map<Target, GrpcChannels> channels = new HashMap<>();

    private Backends(Loops loops, Time time, Function<String, @Nullable String> environment) {
        this.loops = loops;
        this.time = time;
        this.environment = environment;
    }

    /** No backends: what the first configuration takes over from. */
    static Backends none(Loops loops, Time time, Function<String, @Nullable String> environment) {
        return new Backends(loops, time, environment);
    }

    /**
     * The backends of another configuration. Reads secrets and certificates: not on an event loop.
     *
     * @throws IllegalArgumentException where one can't be made; the message says why
     */
    Backends next(Map<String, BackendConfig> configs) {
        Backends next = new Backends(loops, time, environment);
        configs.forEach((name, config) -> next.kept.put(name, next.make(name, config, this)));
        return next;
    }

    private Kept make(String name, BackendConfig config, Backends before) {
        CredentialsConfig shown = config.credentials();
        Credentials credentials = shown == null ? null : Credentials.read(shown, environment);
        String secret = credentials == null ? null : credentials.value();
        Kept old = before.kept.get(name);
        if (config instanceof OpenInferenceConfig inference) {
            Target target = new Target(inference.address(), inference.tls());
            GrpcChannels taken = before.channels.get(target);
            channels.computeIfAbsent(
                    target, _ -> taken != null ? taken : new GrpcChannels(loops, target.address(), target.tls()));
        }
        Backend backend = old != null && old.config.equals(config) && Objects.equals(old.secret, secret)
                ? old.backend
                : connect(name, config, credentials);
        AtomicInteger inFlight = old != null ? old.inFlight : new AtomicInteger();
        HedgeConfig hedge = config.hedge();
        Allowance hedges = old != null && Objects.equals(old.config.hedge(), hedge)
                ? old.hedges
                : new Allowance(hedge == null ? 0 : hedge.share(), HEDGES_SAVED_MOST);
        return new Kept(config, secret, backend, inFlight, hedges);
    }

    private Backend connect(String name, BackendConfig config, @Nullable Credentials credentials) {
        return switch (config) {
            case OpenInferenceConfig inference ->
                new InferenceBackend(
                        name,
                        inference,
                        Objects.requireNonNull(channels.get(new Target(inference.address(), inference.tls()))),
                        credentials,
                        time);
            case HttpJsonConfig http -> new HttpJsonBackend(name, HttpJsonPlan.of(http), credentials, loops, time);
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
        layers.add(new Shed(one.config.limit(), one.inFlight)); // before any work
        layers.add(new Within(one.config.most(), time)); // bounds the attempt, and cancels it
        return Layer.stack(layers, one.backend);
    }

    /** How many attempts are in flight at a backend, those of tasks included. For any thread. */
    int inFlight(String name) {
        Kept one = kept.get(name);
        return one == null ? 0 : one.inFlight.get();
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
