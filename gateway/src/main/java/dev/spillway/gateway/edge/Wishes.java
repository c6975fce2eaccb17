package dev.spillway.gateway.edge;

import dev.spillway.core.Violations;
import dev.spillway.core.Wish;
import dev.spillway.gateway.route.Route;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The bounds of what a request may wish of a durable task. */
final class Wishes {
    private static final int PRIORITY_MOST = 9;
    private static final Duration HOLD_MOST = Duration.ofDays(365);

    private Wishes() {}

    /** The wish as far as the route grants any; what is wrong with it is a violation. */
    static @Nullable Wish granted(@Nullable Wish wish, Route route, Violations violations) {
        if (wish == null) {
            return null;
        }
        check(wish, violations);
        if (route.takesTasks()) {
            return wish;
        }
        if (wish.mode() != Wish.Mode.PREFERRED) {
            violations.add(
                    "offload", "the route takes no tasks", "ask without it, or another route, or for its `offload`");
        }
        return null; // a preference may be ignored (RFC 7240)
    }

    private static void check(Wish wish, Violations violations) {
        if (wish.priority() != null && (wish.priority() < 0 || wish.priority() > PRIORITY_MOST)) {
            violations.add(
                    "offload.priority", "a priority of " + wish.priority(), "send one from 0 to " + PRIORITY_MOST);
        }
        if (wish.attempts() != null && wish.attempts() < 1) {
            violations.add("offload.attempts", wish.attempts() + " attempts", "send 1 or more");
        }
        positive("offload.deadline", wish.deadline(), violations);
        if (wish.hold() != null) {
            positive("hold.within", wish.hold().most(), violations);
        }
    }

    private static void positive(String field, @Nullable Duration time, Violations violations) {
        if (time != null && (time.isNegative() || time.isZero() || time.compareTo(HOLD_MOST) > 0)) {
            violations.add(field, "a time of " + time, "send one above zero, at most 365 days");
        }
    }
}
