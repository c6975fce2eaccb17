package dev.spillway.gateway.config.check;

import static dev.spillway.gateway.config.shape.KeyPath.child;
import static dev.spillway.gateway.config.shape.KeyPath.entry;

import dev.spillway.gateway.config.CascadeConfig;
import dev.spillway.gateway.config.TierConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Checks cascades: whom they ask, and where their thresholds come from. */
final class CascadeCheck {
    private final Findings findings;
    private final BiConsumer<String, String> call;
    private final boolean hasOutcomes;

    /**
     * A check.
     *
     * @param call checks a backend's name at a path
     * @param hasOutcomes whether a log of outcomes is kept
     */
    CascadeCheck(Findings findings, BiConsumer<String, String> call, boolean hasOutcomes) {
        this.findings = findings;
        this.call = call;
        this.hasOutcomes = hasOutcomes;
    }

    void check(String path, CascadeConfig cascade) {
        List<TierConfig> tiers = cascade.tiers();
        Set<String> names = new HashSet<>();
        for (int at = 0; at < tiers.size(); at++) {
            String place = entry(child(path, "tiers"), at);
            TierConfig tier = tiers.get(at);
            call.accept(child(place, "backend"), tier.backend());
            if (!names.add(tier.modelName())) {
                findings.problem(
                        child(place, tier.model() == null ? "backend" : "model"),
                        "another tier is called " + tier.modelName() + ", too",
                        "tell them apart by `model`");
            }
            tier(place, tier);
            threshold(place, tier, cascade, at == tiers.size() - 1);
        }
        aim(path, cascade);
        if (cascade.shadow() != null && !hasOutcomes) {
            findings.problem(
                    child(path, "shadow"),
                    "what came of these calls would be written nowhere",
                    "add `outcomes: { file: outcomes.jsonl }` to the configuration");
        }
    }

    private void tier(String place, TierConfig tier) {
        long sources = Stream.of(tier.confidence(), tier.agreement(), tier.verifier())
                .filter(Objects::nonNull)
                .count();
        if (sources > 1) {
            findings.problem(
                    place,
                    "the confidence of a tier comes from one source",
                    "give one of `confidence`, `agreement` and `verifier`");
        }
        if (tier.verifier() != null) {
            call.accept(
                    child(child(place, "verifier"), "backend"), tier.verifier().backend());
        }
        if (tier.agreement() != null
                && tier.agreement().parallel() != null
                && tier.agreement().parallel() > tier.agreement().samples()) {
            findings.problem(
                    child(child(place, "agreement"), "parallel"),
                    "there are only " + tier.agreement().samples() + " samples",
                    "make it smaller");
        }
    }

    private void threshold(String place, TierConfig tier, CascadeConfig cascade, boolean last) {
        if (cascade.calibration() != null && tier.accept() != null) {
            findings.problem(
                    child(place, "accept"), "the thresholds come from the calibration", "leave one of the two out");
        } else if (cascade.calibration() == null && tier.accept() == null && !last) {
            findings.problem(
                    child(place, "accept"),
                    "nothing says when the answer of this tier is accepted",
                    "add `accept: 0.8`, or a `calibration` to the cascade");
        } else if (last && tier.accept() != null) {
            findings.problem(child(place, "accept"), "the last tier's answer is accepted in any case", "leave it out");
        }
    }

    private void aim(String path, CascadeConfig cascade) {
        CascadeConfig.AimConfig aim = cascade.aim();
        if (aim == null) {
            return;
        }
        if (cascade.calibration() == null) {
            findings.problem(
                    child(path, "aim"), "without a calibration there is nothing to choose from", "leave it out");
        }
        long keys = Stream.of(
                        aim.quality(), aim.shareOfLargest(), aim.cost(), aim.price(), aim.guarantee() ? aim : null)
                .filter(Objects::nonNull)
                .count();
        if (keys != 1) {
            findings.problem(
                    child(path, "aim"),
                    keys == 0 ? "this aims at nothing" : "a cascade has one aim",
                    "give one of `quality`, `shareOfLargest`, `cost`, `price` and `guarantee`");
        }
    }
}
