package dev.spillway.rules;

/**
 * A rule that was passed over because it has no value for a situation: it reads what is not there, or of another type.
 *
 * @param why what went wrong; never a value
 */
public record Passed(String rule, String why) {}
