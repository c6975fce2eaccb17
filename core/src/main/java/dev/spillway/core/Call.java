package dev.spillway.core;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request under way. */
public record Call(
        Request request, Caller caller, Budget budget, Purse purse, Scope scope, Offers offers, Journal journal) {

    /** The same call with less time. */
    public Call with(Budget shorter) {
        return new Call(request, caller, shorter, purse, scope, offers, journal);
    }

    /** The same call in a scope inside its own. */
    public Call with(Scope inner) {
        return new Call(request, caller, budget, purse, inner, offers, journal);
    }

    /** The same call paid from another purse: a part of its own. */
    public Call with(Purse part) {
        return new Call(request, caller, budget, part, scope, offers, journal);
    }

    /** The same call with another ear for interim answers. */
    public Call with(Offers other) {
        return new Call(request, caller, budget, purse, scope, other, journal);
    }

    /** The same call, journalled under another entry. */
    public Call with(Journal inner) {
        return new Call(request, caller, budget, purse, scope, offers, inner);
    }

    /** The same call with another input: what a branch or a tier is asked. */
    public Call withInput(Map<String, @Nullable Object> input) {
        return new Call(request.withInput(input), caller, budget, purse, scope, offers, journal);
    }

    /**
     * Work that outlives its caller: the same request in a scope and a journal of its own, so that neither the caller's
     * leaving nor its deadline ends it. No one hears its offers.
     *
     * @param budget the time of the work, unrelated to the caller's
     * @param reason why it outlives the caller, for the journal
     */
    public Call detached(Budget budget, String reason) {
        return new Call(request, caller, budget, purse, Scope.root(), Offers.NONE, journal.detached(reason));
    }
}
