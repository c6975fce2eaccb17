package dev.spillway.gateway.backend.http;

import dev.spillway.core.Call;
import dev.spillway.core.Outcome;
import dev.spillway.core.Refusal;
import dev.spillway.core.Source;
import dev.spillway.core.Time;
import dev.spillway.gateway.backend.Backend;
import dev.spillway.gateway.backend.Billing;
import dev.spillway.gateway.backend.Credentials;
import dev.spillway.gateway.backend.LastFailure;
import dev.spillway.gateway.backend.Usage;
import dev.spillway.gateway.bounds.InFlightBytes;
import dev.spillway.gateway.loops.Loops;
import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A service that gives a JSON document over HTTP, as a step. Asks and answers on the call's event loop; what is left of the
 * budget travels as {@code Spillway-Budget}; a cancelled attempt closes its connection at once, which is how HTTP/1.1 tells
 * a server that no one waits.
 */
public final class HttpJsonBackend implements Backend {
    private final String name;
    private final HttpJsonPlan plan;
    private final HttpLanes lanes;
    private final @Nullable Credentials credentials;
    private final Time time;
    private final Billing billing;
    private final Source.Backend source;
    private final LastFailure lastFailure;
    private final InFlightBytes inFlight;

    /**
     * Connects to nothing until the first call.
     *
     * @param name the backend's name in the configuration
     * @param credentials null where nothing is shown to the server
     */
    public HttpJsonBackend(String name, HttpJsonPlan plan, @Nullable Credentials credentials, Loops loops, Time time) {
        this.name = name;
        this.plan = plan;
        this.lanes = new HttpLanes(loops, plan.target(), time);
        this.inFlight = loops.inFlight();
        this.credentials = credentials;
        this.time = time;
        this.billing = new Billing(plan.wire().price());
        this.lastFailure = new LastFailure(name, time);
        this.source = new Source.Backend(name, "", "", 0);
    }

    @Override
    public Future<Outcome> run(Call call) {
        String target;
        byte @Nullable [] body;
        try {
            target = plan.url().target(call.request().input());
            body = plan.protocol().write(call.request().input());
        } catch (Unsendable unsendable) {
            return Future.succeededFuture(unsendable.outcome(name));
        }
        Usage foreseen = plan.protocol().foreseen(body);
        Billing.Bill bill = billing.open(call, foreseen);
        if (bill == null) {
            return Outcome.refused(Refusal.NO_MONEY, "a call to " + name + " costs " + billing.of(foreseen));
        }
        return new Attempt(this, call, target, body, bill, lanes.lane()).run();
    }

    @Override
    public Future<Health> health(Duration most) {
        return new Probe(this, lanes).run(most).map(lastFailure::behind);
    }

    @Override
    public void reconnect() {
        lanes.reconnect();
    }

    @Override
    public Load load() {
        return lanes.load();
    }

    @Override
    public Future<Void> close() {
        return lanes.close();
    }

    String name() {
        return name;
    }

    HttpJsonPlan plan() {
        return plan;
    }

    @Nullable
    Credentials credentials() {
        return credentials;
    }

    LastFailure lastFailure() {
        return lastFailure;
    }

    /** The budget of bytes that replies count against. */
    InFlightBytes inFlight() {
        return inFlight;
    }

    Time time() {
        return time;
    }

    Source.Backend source() {
        return source;
    }

    @Override
    public String toString() {
        return "backend " + name;
    }
}
