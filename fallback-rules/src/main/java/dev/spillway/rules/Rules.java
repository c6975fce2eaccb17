package dev.spillway.rules;

import dev.spillway.core.Call;
import dev.spillway.core.Entry;
import dev.spillway.core.Failure;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Quality;
import dev.spillway.core.Source;
import dev.spillway.core.Step;
import dev.spillway.core.layer.Fallback;
import io.vertx.core.Future;
import java.util.function.Consumer;

/**
 * A rule set as a step: behind a flow that gave no answer or an unsure one ({@link #after}), or alone ({@link #alone}).
 *
 * <p>It journals itself: which rule decided, and why. Where no rule decides, the outcome that fell through is passed on.
 *
 * @param name of its entry in the journal
 * @param heard hears every decision, on the call's event loop: {@link RuleCounts#add}, a shadow
 */
public record Rules(String name, RuleSet set, Consumer<Heard> heard) implements Fallback {
    private static final String NO_RULE = "no-rule";

    /** A decision, and the call and the situation that it was for. */
    public record Heard(Call call, Situation situation, Decision decision) {}

    /** Rules that only count. */
    public static Rules counting(String name, RuleSet set, RuleCounts counts) {
        return new Rules(name, set, heard -> counts.add(heard.decision()));
    }

    /** Stands in: what it answers is of degraded quality. */
    @Override
    public Step after(Outcome fallen) {
        return call -> decide(call, Situation.of(call, fallen), Quality.DEGRADED, fallen);
    }

    /**
     * Answers alone, as what a route without models asks for: of full quality.
     *
     * @throws IllegalArgumentException where the set has no default, so that a request might have no answer
     */
    public Step alone() {
        if (!set.hasDefault()) {
            throw new IllegalArgumentException(
                    "rules that answer alone need a default, and " + set.name() + " has none");
        }
        return call -> {
            Situation situation = Situation.alone(call.request().input());
            Outcome unanswered = Outcome.Failed.because(
                    Failure.REJECTED, "no rule of " + set.name() + " has a value for this request");
            return decide(call, situation, Quality.FULL, unanswered);
        };
    }

    private Future<Outcome> decide(Call call, Situation situation, Quality quality, Outcome otherwise) {
        Entry entry = call.journal().begin(Entry.Kind.RULES, name, call.budget());
        Decision decision = set.decide(situation);
        heard.accept(new Heard(call, situation, decision));
        return Future.succeededFuture(
                switch (decision) {
                    case Decision.Made made -> {
                        Outcome.Answer answer = answer(made, quality);
                        entry.end(answer);
                        yield answer;
                    }
                    case Decision.None none -> {
                        entry.end(Entry.Status.SKIPPED, NO_RULE, detail(none));
                        yield otherwise;
                    }
                });
    }

    private Outcome.Answer answer(Decision.Made made, Quality quality) {
        return new Outcome.Answer(
                new Payload.Whole(made.answer()),
                made.confidence(),
                quality,
                new Source.Rule(set.name(), set.version(), made.rule(), made.explanation()),
                made.followUp());
    }

    private String detail(Decision.None none) {
        String said = "no rule of " + set.name() + " " + set.version() + " applies";
        return none.passed().isEmpty()
                ? said
                : said + "; could not be evaluated: "
                        + String.join(
                                ", ", none.passed().stream().map(Passed::rule).toList());
    }
}
