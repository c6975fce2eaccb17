package dev.spillway.core;

/**
 * One thing that is wrong with a request.
 *
 * @param field where: a path such as {@code input.orderId}
 * @param problem what is wrong, with the value
 * @param mend what to do
 */
public record Violation(String field, String problem, String mend) {}
