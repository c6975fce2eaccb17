package dev.spillway.gateway.config;

/**
 * One thing that is wrong with the configuration, or, as a warning, odd.
 *
 * @param path where in the document: {@code routes.triage.flow.intent.call}, {@code callers[0].key}; empty: the whole
 * @param value what stands there, masked where it is a secret, shortened where it is long; empty: nothing
 * @param message what is wrong
 * @param suggestion what to do; empty where the message says it
 */
public record ConfigProblem(Position position, String path, String value, String message, String suggestion) {

    /**
     * As a compiler would say it.
     *
     * <pre>
     * gateway.yaml:7:11: backends.intent.most: a duration needs a unit
     *   7 |     most: 40
     *     |           ^^
     *   help: write 40ms
     * </pre>
     */
    public String render() {
        StringBuilder out = new StringBuilder(position.toString()).append(": ");
        if (!path.isEmpty()) {
            out.append(path).append(": ");
        }
        out.append(message).append('\n');
        if (position.line() > 0) {
            out.append(position.excerpt().render("  " + position.line() + " | "));
        }
        if (!suggestion.isEmpty()) {
            out.append("  help: ").append(suggestion).append('\n');
        }
        return out.toString();
    }
}
