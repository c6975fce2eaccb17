package dev.spillway.gateway.config.rules;

import dev.spillway.gateway.config.Default;
import dev.spillway.gateway.config.Doc;
import dev.spillway.rules.Situation;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A situation, and what the rules have to make of it. */
@Doc("A situation, and what the rules have to make of it.")
public record ExampleConfig(
        @Doc("What it shows, in a few words.") @Default("") String name,

        @Doc("The situation.") GivenConfig given,

        @Doc("What the rules have to make of it.") ExpectConfig expect) {

    /** The situation. */
    @Doc("A situation: a request, what branches answered, and what fell through.")
    public record GivenConfig(
            @Doc("The request's input.") @Default("{}") Map<String, @Nullable Object> input,

            @Doc("What each branch that answered said, by its name.") @Default("{}")
            Map<String, @Nullable Object> branches,

            @Doc("What fell through. Absent: the models failed, since the time was up.") @Default("{}")
            OutcomeConfig outcome) {}

    /** What fell through. */
    @Doc("What fell through.")
    public record OutcomeConfig(
            @Doc("Whether the flow was refused, failed, gave an unsure answer, or none was asked.") @Default("failed")
            Situation.Kind kind,

            @Doc("Why, as outcomes have it: timed-out, overloaded, circuit-open, ...") @Nullable
            String why,

            @Doc("The detail of it.") @Default("") String detail,

            @Doc("For an unsure answer: its confidence.") @Nullable
            Double confidence,

            @Doc("For an unsure answer: its fields.") @Default("{}")
            Map<String, @Nullable Object> answer) {

        /** Why, and where nothing is said, what is most usual. */
        String reason() {
            if (why != null) {
                return why;
            }
            return switch (kind) {
                case REFUSED -> "overloaded";
                case FAILED -> "timed-out";
                case UNSURE -> "unsure";
                case NONE -> "";
            };
        }
    }

    /** What the rules have to make of it. */
    @Doc("What the rules have to make of a situation.")
    public record ExpectConfig(
            @Doc("The rule that has to decide; `default`, or `none`.")
            String rule,

            @Doc("The fields of the answer. Absent: whatever they are.") @Nullable
            Map<String, @Nullable Object> answer) {}
}
