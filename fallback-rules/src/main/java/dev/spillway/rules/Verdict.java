package dev.spillway.rules;

/**
 * What became of one rule in a situation.
 *
 * @param why in words, with the values that mattered; for those who may see the input
 */
public record Verdict(String rule, Kind kind, String why) {
    /** What became of it. */
    public enum Kind {
        /** It decides. */
        DECIDES,
        /** Its condition does not hold. */
        DOES_NOT_APPLY,
        /** It has no value for this situation, and was passed over. */
        CANNOT_BE_EVALUATED,
        /** A rule before it decided. */
        NOT_REACHED
    }
}
