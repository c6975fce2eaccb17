package dev.spillway.gateway.edge;

import dev.spillway.core.Budget;
import dev.spillway.core.Call;
import dev.spillway.core.Caller;
import dev.spillway.core.Entry;
import dev.spillway.core.Journal;
import dev.spillway.core.Layer;
import dev.spillway.core.Offers;
import dev.spillway.core.Outcome;
import dev.spillway.core.Priority;
import dev.spillway.core.Purse;
import dev.spillway.core.Refusal;
import dev.spillway.core.Request;
import dev.spillway.core.Scope;
import dev.spillway.core.Step;
import dev.spillway.core.Time;
import dev.spillway.core.Trace;
import dev.spillway.core.Violations;
import dev.spillway.core.Wish;
import dev.spillway.core.layer.Observe;
import dev.spillway.core.layer.Observer;
import dev.spillway.gateway.loops.Heartbeat;
import dev.spillway.gateway.loops.Loops;
import dev.spillway.gateway.route.InputSchema;
import dev.spillway.gateway.route.Route;
import dev.spillway.gateway.route.Routes;
import io.netty.channel.Channel;
import io.netty.util.concurrent.FastThreadLocal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a request of either door becomes a call: the caller is known, the route found, the input checked and coerced, and
 * the budget read. It is read here once; from here on it only shrinks.
 *
 * @param current the state of the assembly as it is now; a call keeps to what it began with
 * @param count counts a call in flight until its scope ends
 * @param delivered hears of each reply
 */
public record Intake(
        Supplier<State> current, Observer observer, Consumer<Scope> count, Delivered delivered, Time time) {
    private static final String UNKNOWN_ROUTE = "unknown";
    private static final String EXECUTE = "execute";
    private static final Caller LOCAL =
            new Caller("local", "local", Set.of(EXECUTE, "operate"), Priority.NORMAL, Map.of());
    private static final FastThreadLocal<SplittableRandom> RANDOM = new FastThreadLocal<>() {
        @Override
        protected SplittableRandom initialValue() {
            return new SplittableRandom();
        }
    };

    /** What an intake needs of an assembly. */
    public record State(Callers callers, Routes routes, Duration replyReserve) {}

    /**
     * Begins a call, on the event loop that the request arrived on. Never throws: what is wrong with the request is a
     * refusal.
     *
     * @param interim hears each answer that would do if no better one came
     */
    public Exchange begin(Asked asked, Offers interim) {
        State state = current.get();
        Trace trace = TraceContext.of(asked.traceparent(), asked.tracestate(), RANDOM.get());
        Caller caller = caller(asked, state.callers());
        if (caller == null) {
            String detail = asked.key() == null ? "no API key was shown" : "the API key is not known";
            return refuse(asked, trace, UNKNOWN_ROUTE, Outcome.Refused.because(Refusal.UNAUTHENTICATED, detail));
        }
        if (!caller.scopes().contains(EXECUTE)) {
            String detail = "the key of " + caller.principal() + " lacks the scope " + EXECUTE;
            return refuse(asked, trace, UNKNOWN_ROUTE, Outcome.Refused.because(Refusal.FORBIDDEN, detail));
        }
        Route route = state.routes().find(asked.route());
        if (route == null) {
            String detail = "there is no such route; GET /v1/routes and ListRoutes tell which there are";
            return refuse(asked, trace, UNKNOWN_ROUTE, Outcome.Refused.because(Refusal.NOT_FOUND, detail));
        }
        Violations violations = new Violations();
        violations.addAll(asked.wrong());
        Duration length = length(asked, route, violations);
        if (isOver(asked.arrivalNanos(), length)) {
            return refuse(asked, trace, route.name(), overdue(asked.arrivalNanos(), length))
                    .granted(length.toNanos());
        }
        Labels.check(asked.labels(), asked.idempotencyKey(), violations);
        Wish wish = Wishes.granted(asked.wish(), route, violations);
        InputSchema.Checked checked = route.input().check(asked.input());
        violations.addAll(checked.violations());
        if (!violations.isEmpty()) {
            return refuse(asked, trace, route.name(), violations.refusal());
        }
        Request request =
                new Request(trace.traceId(), route.name(), checked.input(), asked.idempotencyKey(), trace, wish);
        Budget budget =
                asked.timing().budget(asked.arrivalNanos(), length, state.replyReserve(), Loops.recentDelayNanos(time));
        Call call = new Call(
                request,
                caller,
                budget,
                route.purse(),
                Scope.root(),
                interim,
                Journal.beginning(time, asked.arrivalNanos()));
        count.accept(call.scope());
        return new Exchange(call, length.toNanos(), route.step().run(call));
    }

    /**
     * When a request that is read now came: earlier by what it has waited for the event loop. On that loop.
     *
     * @param connection that it came on; null if that is not known
     */
    public long arrivalNanos(@Nullable Channel connection) {
        long nowNanos = time.nanos();
        Heartbeat heartbeat = Loops.current().heartbeat();
        long waitedNanos = heartbeat.waitedNanos(connection, nowNanos);
        heartbeat.runs(nowNanos);
        return nowNanos - waitedNanos;
    }

    /**
     * The refusal of a request that has waited for longer than it can possibly have: to be asked before it is parsed. Null where it
     * is in time.
     *
     * @param route its name, if that is known; empty if not
     */
    public Outcome.@Nullable Refused overdue(String route, Timing timing, long arrivalNanos) {
        Route known = route.isEmpty() ? null : current.get().routes().find(route);
        Duration longest = Timing.shorter(timing.shortest(), known == null ? null : known.budgetMost());
        return longest != null && isOver(arrivalNanos, longest) ? overdue(arrivalNanos, longest) : null;
    }

    private boolean isOver(long arrivalNanos, Duration length) {
        return !length.isZero() && !length.isNegative() && time.nanos() - arrivalNanos >= length.toNanos();
    }

    private Outcome.Refused overdue(long arrivalNanos, Duration length) {
        long waitedMillis = TimeUnit.NANOSECONDS.toMillis(time.nanos() - arrivalNanos);
        return Outcome.Refused.because(
                Refusal.NO_BUDGET,
                "the gateway got round to the request after " + waitedMillis + " ms, and it has " + length.toMillis()
                        + " ms");
    }

    /** The reply to an exchange has been flushed. On its event loop. */
    public void delivered(Door door, Exchange exchange) {
        long usedNanos = exchange.usedNanos();
        if (!(exchange.outcome().result() instanceof Outcome.Refused)) {
            long nowNanos = time.nanos();
            long plannedNanos = exchange.call().budget().deadlineNanos();
            if (nowNanos - plannedNanos >= 0) { // it ran to its end: by how much was the end missed?
                Loops.current().heartbeat().wroteLate(nowNanos - plannedNanos, nowNanos);
            }
        }
        delivered.delivered(door, usedNanos, exchange.grantedNanos() > 0 && usedNanos > exchange.grantedNanos());
    }

    /** The client of an exchange left before its reply: for want of it, where that was at the end of its time. */
    public void abandoned(Door door, Exchange exchange) {
        long usedNanos = exchange.usedNanos();
        if (exchange.grantedNanos() > 0 && usedNanos >= exchange.grantedNanos() - exchange.grantedNanos() / 50) {
            delivered.delivered(door, usedNanos, true);
        }
    }

    /** A request was refused since it had waited for too long. */
    public void dropped(Door door, long arrivalNanos) {
        delivered.delivered(door, time.nanos() - arrivalNanos, true);
    }

    /** Whether no keys are configured, so that whoever reaches the door may call. */
    public boolean isOpen() {
        return current.get().callers().isOpen();
    }

    /** Who shows a key, or no key where none is needed; null where that is no one. */
    public @Nullable Caller caller(@Nullable String key) {
        Callers callers = current.get().callers();
        if (callers.isOpen()) {
            return LOCAL;
        }
        return key == null ? null : callers.find(key);
    }

    private static @Nullable Caller caller(Asked asked, Callers callers) {
        Priority wanted = asked.priority() != null ? asked.priority() : Priority.NORMAL;
        if (callers.isOpen()) {
            return new Caller("local", "local", Set.of(EXECUTE, "operate"), wanted, asked.labels());
        }
        Caller known = asked.key() == null ? null : callers.find(asked.key());
        if (known == null) {
            return null;
        }
        Priority granted = wanted.compareTo(known.priority()) <= 0 ? wanted : known.priority();
        return new Caller(known.tenant(), known.principal(), known.scopes(), granted, asked.labels());
    }

    private static Duration length(Asked asked, Route route, Violations violations) {
        Duration wanted = Timing.shorter(asked.budget(), asked.timing().wanted());
        if (asked.budget() != null
                && (asked.budget().isNegative() || asked.budget().isZero())) {
            violations.add(
                    "budget", "a budget of " + asked.budget().toMillis() + " ms", "send one above zero, such as 150ms");
        }
        Duration length = wanted == null ? route.budgetDefault() : wanted;
        if (length.compareTo(route.budgetMost()) > 0) {
            length = route.budgetMost();
        }
        Duration proxied = asked.timing().proxied();
        return proxied == null || proxied.compareTo(length) >= 0 ? length : proxied;
    }

    /** A refusal is observed like any outcome, under the route's name or, where there is none, under `unknown`. */
    private Exchange refuse(Asked asked, Trace trace, String route, Outcome.Refused refused) {
        Request request = new Request(trace.traceId(), route, Map.of(), null, trace);
        Caller nobody = new Caller("", "", Set.of(), Priority.LOW, Map.of());
        Call call = new Call(
                request,
                nobody,
                new Budget(time.nanos()),
                Purse.unlimited(),
                Scope.root(),
                Offers.NONE,
                Journal.beginning(time, asked.arrivalNanos()));
        Step step = Layer.stack(
                List.of(new Observe(Entry.Kind.ROUTE, route, observer)),
                _ -> io.vertx.core.Future.succeededFuture(refused));
        return new Exchange(call, 0, step.run(call));
    }
}
