package dev.spillway.gateway.tiers;

import static dev.spillway.gateway.config.shape.KeyPath.child;
import static dev.spillway.gateway.config.shape.KeyPath.entry;

import dev.spillway.cascade.Aim;
import dev.spillway.cascade.calibration.Calibration;
import dev.spillway.expressions.Compilation;
import dev.spillway.expressions.Condition;
import dev.spillway.expressions.Expression;
import dev.spillway.expressions.Language;
import dev.spillway.expressions.Limits;
import dev.spillway.expressions.Problem;
import dev.spillway.expressions.Template;
import dev.spillway.gateway.config.AgreementConfig;
import dev.spillway.gateway.config.CascadeConfig;
import dev.spillway.gateway.config.TierConfig;
import dev.spillway.gateway.config.VerifierConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles a cascade: its expressions, and its calibration against its tiers. */
public final class CascadeCompiler {
    private static final Language OF_ANSWER = new Language(Set.of(AnswerScore.ANSWER), Limits.DEFAULT);
    private static final Language OF_INPUT = new Language(Set.of("input"), Limits.DEFAULT);
    private static final Language OF_BOTH = new Language(Set.of("input", AnswerScore.ANSWER), Limits.DEFAULT);

    private final List<Problem> problems = new ArrayList<>();

    private CascadeCompiler() {}

    /**
     * Compiles.
     *
     * @param calibration what {@code calibration} names; null where there is none
     * @return with the problems' paths from the cascade's key on
     */
    public static Compilation<CascadePlan> compile(CascadeConfig config, @Nullable Calibration calibration) {
        CascadeCompiler compiler = new CascadeCompiler();
        List<TierPlan> tiers = new ArrayList<>();
        for (int at = 0; at < config.tiers().size(); at++) {
            tiers.add(compiler.tier(entry("tiers", at), config.tiers().get(at)));
        }
        Aim aim = aim(config.aim());
        if (calibration != null) {
            compiler.fits(config, calibration, aim);
        }
        Condition hard = config.hard() == null ? null : compiler.it("hard", OF_INPUT.condition(config.hard()));
        Expression compare = config.shadow() == null
                ? null
                : compiler.it(
                        "shadow.compare", OF_ANSWER.expression(config.shadow().compare()));
        return compiler.problems.isEmpty()
                ? new Compilation.Compiled<>(new CascadePlan(config, tiers, calibration, aim, hard, compare))
                : new Compilation.Rejected<>(compiler.problems);
    }

    private TierPlan tier(String path, TierConfig tier) {
        Expression confidence = tier.confidence() == null
                ? null
                : it(child(path, "confidence"), OF_ANSWER.expression(tier.confidence()));
        AgreementConfig agreement = tier.agreement();
        Expression on = agreement == null || agreement.on() == null
                ? null
                : it(child(path, "agreement.on"), OF_ANSWER.expression(agreement.on()));
        VerifierConfig verifier = tier.verifier();
        Template question =
                verifier == null ? null : it(child(path, "verifier.input"), OF_BOTH.template(verifier.input()));
        Expression verdict = verifier == null || verifier.confidence() == null
                ? null
                : it(child(path, "verifier.confidence"), OF_ANSWER.expression(verifier.confidence()));
        return new TierPlan(tier, confidence, on, question, verdict);
    }

    private <T> @Nullable T it(String path, Compilation<? extends T> compilation) {
        compilation.problems().forEach(problem -> problems.add(problem.under(path)));
        return compilation instanceof Compilation.Compiled<? extends T>(var compiled) ? compiled : null;
    }

    private void fits(CascadeConfig config, Calibration calibration, Aim aim) {
        List<String> tiers = config.tiers().stream().map(TierConfig::modelName).toList();
        if (!tiers.equals(calibration.names())) {
            problem(
                    "calibration",
                    "it is of the models " + String.join(", ", calibration.names()) + "; the tiers are "
                            + String.join(", ", tiers),
                    "write the tiers in this order, and say by `model` what a tier is called there; or calibrate with"
                            + " --tiers");
            return;
        }
        try {
            aim.among(calibration);
        } catch (IllegalArgumentException outOfReach) {
            problem("aim", String.valueOf(outOfReach.getMessage()), "aim lower, or calibrate with better tiers");
        }
    }

    private void problem(String path, String message, String suggestion) {
        problems.add(new Problem(path, 1, 1, message, suggestion));
    }

    private static Aim aim(CascadeConfig.@Nullable AimConfig aim) {
        if (aim == null) {
            return new Aim.Price(0);
        }
        if (aim.quality() != null) {
            return new Aim.Quality(aim.quality());
        }
        if (aim.shareOfLargest() != null) {
            return new Aim.ShareOfLargest(aim.shareOfLargest());
        }
        if (aim.cost() != null) {
            return new Aim.Cost(aim.cost().amount().doubleValue());
        }
        return aim.guarantee() ? new Aim.Guarantee() : new Aim.Price(aim.price() == null ? 0 : aim.price());
    }
}
