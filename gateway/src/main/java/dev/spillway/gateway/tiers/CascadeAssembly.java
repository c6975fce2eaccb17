package dev.spillway.gateway.tiers;

import dev.spillway.cascade.Cascade;
import dev.spillway.cascade.Heard;
import dev.spillway.cascade.Pacer;
import dev.spillway.cascade.Shadow;
import dev.spillway.cascade.Speculation;
import dev.spillway.cascade.Steering;
import dev.spillway.cascade.Tier;
import dev.spillway.cascade.confidence.Agreement;
import dev.spillway.cascade.confidence.Verified;
import dev.spillway.core.Call;
import dev.spillway.core.Confidence;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Step;
import dev.spillway.core.Time;
import dev.spillway.core.layer.Allowance;
import dev.spillway.core.layer.Observer;
import dev.spillway.core.layer.Within;
import dev.spillway.expressions.Condition;
import dev.spillway.expressions.EvaluationFailure;
import dev.spillway.expressions.Expression;
import dev.spillway.expressions.Template;
import dev.spillway.expressions.Variables;
import dev.spillway.gateway.config.AgreementConfig;
import dev.spillway.gateway.config.CascadeConfig;
import dev.spillway.gateway.config.TierConfig;
import dev.spillway.gateway.config.VerifierConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Puts a compiled cascade together.
 *
 * @param backends by name
 * @param pacer of the route; null where nothing bounds its spending
 * @param outcomes hears of the calls that were drawn; null where no log is kept
 */
public record CascadeAssembly(
        Function<String, Asked> backends,
        @Nullable Pacer pacer,
        @Nullable OutcomeLog outcomes,
        Observer observer,
        Time time) {
    private static final int EARLY_SAVED_MOST = 10;
    private static final int DRAWN_SAVED_MOST = 10;

    /** The steering of a cascade: to be kept by whoever shows its drift. */
    public Steering steering(CascadePlan plan) {
        return plan.calibration() == null
                ? Steering.written(plan.written())
                : Steering.calibrated(plan.calibration(), plan.aim(), pacer == null ? null : pacer::price);
    }

    /**
     * A cascade as a step.
     *
     * @param name what the branch is called
     */
    public Cascade cascade(String name, CascadePlan plan, Steering steering) {
        List<Tier> tiers = new ArrayList<>();
        plan.tiers().forEach(tier -> tiers.add(tier(tier)));
        CascadeConfig config = plan.config();
        CascadeConfig.SpeculateConfig early = config.speculate();
        return new Cascade(
                tiers,
                steering,
                plan.hard() == null ? null : hard(plan.hard()),
                early == null ? null : new Speculation(early.after(), new Allowance(early.share(), EARLY_SAVED_MOST)),
                shadow(name, plan),
                observer,
                time);
    }

    private Tier tier(TierPlan plan) {
        TierConfig config = plan.config();
        Asked backend = backends.apply(config.backend());
        List<Layer> layers = new ArrayList<>();
        if (config.most() != null) {
            layers.add(new Within(config.most(), time)); // one total for all that the tier does
        }
        score(plan, layers);
        Duration least = config.least() != null ? config.least() : backend.least();
        return new Tier(
                config.modelName(),
                Layer.stack(layers, backend.step()),
                least,
                backend.price(),
                backend.window(),
                config.percentile(),
                backend.shut());
    }

    /** Where the confidence comes from, if not from the backend itself. */
    private void score(TierPlan plan, List<Layer> layers) {
        Expression confidence = plan.confidence();
        if (confidence != null) {
            layers.add(new Scored(answer -> AnswerScore.confidence(confidence, answer)));
        }
        AgreementConfig agreement = plan.config().agreement();
        if (agreement != null) {
            int atOnce = agreement.parallel() == null ? agreement.samples() : agreement.parallel();
            layers.add(new Agreement(agreement.samples(), atOnce, new FieldVote(plan.agreeOn()), time));
        }
        VerifierConfig verifier = plan.config().verifier();
        Template question = plan.question();
        if (verifier != null && question != null) {
            Asked backend = backends.apply(verifier.backend());
            layers.add(new Verified(
                    backend.step(),
                    backend.most(),
                    (call, answer) -> call.withInput(question(question, call, answer)),
                    verdict -> plan.verdict() == null
                            ? verdict.confidence()
                            : AnswerScore.confidence(plan.verdict(), verdict),
                    time));
        }
    }

    /** What a verifier is asked; nothing where this answer does not fit the question, and that it will reject. */
    private static Map<String, @Nullable Object> question(Template question, Call call, Outcome.Answer answer) {
        Variables ofAnswer = AnswerScore.of(answer);
        try {
            return question.fields(name -> name.equals("input") ? call.request().input() : ofAnswer.find(name));
        } catch (EvaluationFailure unfit) {
            return Map.of();
        }
    }

    private static Predicate<Call> hard(Condition condition) {
        return call -> {
            Map<String, @Nullable Object> input = call.request().input();
            try {
                return condition.holds(name -> name.equals("input") ? input : null);
            } catch (EvaluationFailure unclear) {
                return false; // no one can tell of this question
            }
        };
    }

    private @Nullable Shadow shadow(String name, CascadePlan plan) {
        CascadeConfig.ShadowConfig config = plan.config().shadow();
        OutcomeLog log = outcomes;
        Expression compare = plan.compare();
        if (config == null || log == null || compare == null) {
            return null;
        }
        return new Shadow(
                config.share(),
                new Allowance(config.share(), DRAWN_SAVED_MOST),
                config.most(),
                pacer,
                (call, tiers) -> log.put(rows(name, call, tiers, compare)));
    }

    private List<OutcomeLog.Row> rows(String name, Call call, List<Heard> tiers, Expression compare) {
        return tiers.stream()
                .map(heard -> new OutcomeLog.Row(
                        call.request().id(),
                        time.now(),
                        call.request().route(),
                        name,
                        heard.tier(),
                        AnswerScore.value(compare, heard.answer()),
                        heard.confidence(),
                        heard.cost(),
                        heard.latency()))
                .toList();
    }

    /** The step of a tier that is asked for its confidence in another way than the backend's own. */
    private record Scored(Function<Outcome.Answer, Confidence> score) implements Layer {
        @Override
        public Step around(Step inner) {
            return call -> inner.run(call)
                    .map(outcome -> outcome instanceof Outcome.Answer answer
                            ? answer.with(Objects.requireNonNull(score.apply(answer)))
                            : outcome);
        }
    }
}
