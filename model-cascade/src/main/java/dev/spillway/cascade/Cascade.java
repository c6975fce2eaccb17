package dev.spillway.cascade;

import dev.spillway.core.Call;
import dev.spillway.core.Outcome;
import dev.spillway.core.Step;
import dev.spillway.core.Time;
import dev.spillway.core.layer.Observer;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Asks tiers from small to large until one is sure enough, and always holds the best answer so far.
 *
 * <ol>
 *   <li>The course says which tier is asked first. A tier is passed over, and the journal says why, where its recent latency
 *       shows that it would not answer in what is left, where its breaker is open, or where the purse can't pay; then the next
 *       one that fits is asked, and for want of any answer a smaller one.
 *   <li>An answer's confidence is translated into the probability that it is right. Sure enough, it is the answer. Else it is
 *       offered, so that whoever bounds the call can answer with it, and the tier that the course names is asked.
 *   <li>A tier that takes longer than it should does not use up the time of the next one: at the last moment at which the
 *       next one still fits, it is asked, too, and the first answer that is sure enough wins.
 *   <li>Where no tier is left that fits, the best answer so far is the answer, degraded, and a better one is wanted.
 * </ol>
 *
 * <p>The time itself is bounded by the layers outside, as that of each tier is by those around its step.
 *
 * @param tiers from small to large, two or more
 * @param hard tells before any answer which calls a small tier is likely to fail at: such a call goes straight to the large
 *     tier where there is no time for both, and speculates at once. Null: no one can tell
 * @param speculation leave to ask the next tier early; null: none
 * @param shadow null where nothing is drawn
 */
public record Cascade(
        List<Tier> tiers,
        Steering steering,
        @Nullable Predicate<Call> hard,
        @Nullable Speculation speculation,
        @Nullable Shadow shadow,
        Observer observer,
        Time time)
        implements Step {
    private static final int TIERS_LEAST = 2;

    public Cascade {
        tiers = List.copyOf(tiers);
        if (tiers.size() < TIERS_LEAST || tiers.size() != steering.watches().size()) {
            throw new IllegalArgumentException("a cascade has two tiers or more, and steering for as many, not "
                    + tiers.size() + " and " + steering.watches().size());
        }
    }

    @Override
    public Future<Outcome> run(Call call) {
        return new CascadeRun(this, call).start();
    }
}
