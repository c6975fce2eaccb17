package dev.spillway.gateway.backend;

/**
 * The tokens that an attempt used, or may use.
 *
 * @param input the tokens of the question, those from a cache among them
 * @param cachedInput how many of them the backend had in its cache, at most {@code input}
 * @param output the tokens of the answer
 */
public record Usage(long input, long cachedInput, long output) {
    public static final Usage NONE = new Usage(0, 0, 0);

    public Usage {
        if (input < 0 || output < 0 || cachedInput < 0 || cachedInput > input) {
            throw new IllegalArgumentException("no numbers of tokens: " + input + ", " + cachedInput + ", " + output);
        }
    }
}
