package dev.spillway.core.layer;

import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Refusal;
import dev.spillway.core.Step;

/**
 * Refuses calls over the limit, and those of a tenant that has its share of it; never queues. The permits are shared by all
 * event loops.
 *
 * @param limit how many calls may be in flight, 1 or more
 * @param shared whether several tenants share it; if not, one may have it all
 */
public record Shed(int limit, boolean shared, Permits permits) implements Layer {
    public Shed {
        if (limit < 1) {
            throw new IllegalArgumentException("a limit is 1 or more, not " + limit);
        }
    }

    /** A limit with permits of its own. */
    public Shed(int limit, boolean shared) {
        this(limit, shared, new Permits());
    }

    @Override
    public Step around(Step inner) {
        return call -> {
            Permits.Tenant tenant = permits.of(call.caller().tenant());
            if (!tenant.take(limit, shared)) {
                return Outcome.refused(Refusal.OVERLOADED, why(tenant));
            }
            call.scope().onEnd(tenant.toGiveBack()); // a streamed answer holds its permit to the last token
            return inner.run(call);
        };
    }

    private String why(Permits.Tenant tenant) {
        return permits.inUse() >= limit
                ? limit + " calls are in flight, the limit"
                : tenant.held() + " calls of this tenant are in flight, its share of the limit of " + limit;
    }
}
