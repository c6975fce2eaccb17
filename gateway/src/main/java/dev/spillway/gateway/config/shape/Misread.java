package dev.spillway.gateway.config.shape;

/** A text that is no value of the type wanted. */
public final class Misread extends Exception {
    private static final long serialVersionUID = 1;

    private final String suggestion;

    /**
     * Says why.
     *
     * @param message what is wrong
     * @param suggestion what to write instead; may be empty
     */
    public Misread(String message, String suggestion) {
        super(message, null, false, false);
        this.suggestion = suggestion;
    }

    /** What is wrong. */
    public String problem() {
        return String.valueOf(getMessage());
    }

    /** What to write instead; may be empty. */
    public String suggestion() {
        return suggestion;
    }
}
