package dev.spillway.gateway.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One tier of a cascade. */
@Doc("One tier of a cascade.")
public record TierConfig(
        @Doc("The backend to ask.") String backend,

        @Doc("The model's name in the calibration. Absent: the backend's name.") @Form(TextForm.LINE) @Nullable
        String model,

        @Doc("The confidence from which on its answer is accepted, where there is no calibration; the last tier's"
                + " answer is always accepted.")
        @Range(least = "0", most = "1")
        @Nullable
        Double accept,

        @Doc("A CEL expression for the confidence of its answer, a number in [0, 1], over `answer`, its fields."
                + " Absent: as the backend gave it.")
        @Nullable
        String confidence,

        @Doc("Asks the backend several times; the share of equal answers is the confidence. Absent: once.") @Nullable
        AgreementConfig agreement,

        @Doc("Asks another backend how sure the answer is. Absent: no one.") @Nullable
        VerifierConfig verifier,

        @Doc("The share of its recent answers, in percent, that must have come within the time that is left for it"
                + " to be asked.")
        @Default("95")
        @Range(least = "1", most = "99")
        int percentile,

        @Doc("The longest time that it gets. Absent: what is left, and the backend's own bound.")
        @Range(above = "0ms", most = "1h")
        @Nullable
        Duration most,

        @Doc("The time below which it is not worth asking. Absent: the backend's.") @Range(least = "0ms") @Nullable
        Duration least) {

    /** What it is called in the calibration. */
    public String modelName() {
        return model == null ? backend : model;
    }
}
