package dev.spillway.offload;

/** A write other than a submission neither succeeded nor failed for certain. Fences and states make a repeat safe. */
public final class OutcomeUnknown extends RuntimeException {
    private static final long serialVersionUID = 1;

    public OutcomeUnknown(Throwable cause) {
        super("whether the write took effect is unknown: " + cause.getMessage(), cause, false, false);
    }
}
