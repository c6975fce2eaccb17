package dev.spillway.gateway.config.shape;

import java.time.Duration;

/** Values as they are written in the file. */
public final class Texts {
    private static final Durations DURATIONS = new Durations();

    private Texts() {}

    /** A duration in the largest unit of which it is a whole number: {@code 1500ms}, {@code 2s}. */
    public static String of(Duration duration) {
        return DURATIONS.write(duration);
    }
}
