package dev.spillway.load.classify;

/** How a linear model is trained: passes over the examples, and AdaGrad's initial learning rate. */
record Recipe(int epochs, double rate) {
    private static final int EPOCHS_MIN = 4;
    private static final int EPOCHS_MAX = 10;
    /** So many steps settle a model of texts; a large corpus needs fewer passes to make them. */
    private static final int STEPS = 20_000;

    private static final double RATE = 1;

    /** For a classifier of texts that learns from so many of them. */
    static Recipe forTexts(int examples) {
        return new Recipe(Math.clamp(STEPS / Math.max(1, examples), EPOCHS_MIN, EPOCHS_MAX), RATE);
    }
}
