package dev.spillway.core.testing;

import dev.spillway.core.Budget;
import dev.spillway.core.Call;
import dev.spillway.core.Caller;
import dev.spillway.core.Journal;
import dev.spillway.core.Offers;
import dev.spillway.core.Priority;
import dev.spillway.core.Purse;
import dev.spillway.core.Request;
import dev.spillway.core.Scope;
import dev.spillway.core.Time;
import dev.spillway.core.Trace;
import dev.spillway.core.Wish;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls to test with: each has a root scope, a journal and an unlimited purse of its own, unless the test says otherwise.
 *
 * <p>Immutable; each method returns another maker of calls.
 */
public record Calls(
        Time time, Request request, Caller caller, Supplier<Purse> purses, Supplier<Scope> scopes, Offers offers) {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    /** Calls without an input, by an ordinary caller. */
    public static Calls on(Time time) {
        Trace trace = new Trace(TRACE, "00f067aa0ba902b7", "01", "");
        return new Calls(
                time,
                new Request(TRACE, "route", Map.of(), null, trace),
                new Caller("tenant", "principal", Set.of(), Priority.NORMAL, Map.of()),
                Purse::unlimited,
                Scope::root,
                Offers.NONE);
    }

    /** A call with so much time from now. */
    public Call call(Duration budget) {
        return new Call(
                request, caller, Budget.of(budget, time), purses.get(), scopes.get(), offers, Journal.beginning(time));
    }

    /** Calls that ask this. */
    public Calls input(Map<String, @Nullable Object> input) {
        return with(new Request(request.id(), request.route(), input, request.idempotencyKey(), request.trace()));
    }

    /** Calls of this route. */
    public Calls route(String route) {
        return with(new Request(request.id(), route, request.input(), request.idempotencyKey(), request.trace()));
    }

    /** Calls that repeat the one with this key. */
    public Calls idempotencyKey(String key) {
        return with(new Request(request.id(), request.route(), request.input(), key, request.trace()));
    }

    /** Calls that wish for a durable task. */
    public Calls wish(Wish wish) {
        return with(new Request(
                request.id(), request.route(), request.input(), request.idempotencyKey(), request.trace(), wish));
    }

    private Calls with(Request other) {
        return new Calls(time, other, caller, purses, scopes, offers);
    }

    /** Calls by someone else. */
    public Calls caller(Caller other) {
        return new Calls(time, request, other, purses, scopes, offers);
    }

    /** Calls by someone of this tenant. */
    public Calls tenant(String tenant) {
        return caller(new Caller(tenant, caller.principal(), caller.scopes(), caller.priority(), caller.labels()));
    }

    /** Calls that all spend from one purse. */
    public Calls purse(Purse shared) {
        return new Calls(time, request, caller, () -> shared, scopes, offers);
    }

    /** Calls in scopes that come from there. */
    public Calls scopes(Supplier<Scope> other) {
        return new Calls(time, request, caller, purses, other, offers);
    }

    /** Calls whose interim answers go there. */
    public Calls offers(Offers ear) {
        return new Calls(time, request, caller, purses, scopes, ear);
    }
}
