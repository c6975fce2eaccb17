package dev.spillway.core.testing;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Runs a property once for each seed.
 *
 * <p>A failure names the seed and the command that replays it alone: {@code -Dseed=…}. {@code -Dseeds=…} runs another
 * number of them than the test asks for. Seeds count from 0, so that a test draws the same in each run.
 */
public final class Seeds {
    private static final StackWalker STACK = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private Seeds() {}

    /** What must hold for all seeds. */
    @FunctionalInterface
    public interface Property {
        void holds(SplittableRandom random) throws Exception;
    }

    /** Checks a property for so many seeds, or for the one given on the command line. */
    public static void check(int count, Property property) {
        check(Long.getLong("seed"), Integer.getInteger("seeds", count), property);
    }

    static void check(@Nullable Long only, int count, Property property) {
        if (only != null) {
            checkOne(only, property);
            return;
        }
        for (long seed = 0; seed < count; seed++) {
            checkOne(seed, property);
        }
    }

    /** One of these, each as likely. */
    public static <T> T pick(SplittableRandom random, T[] from) {
        return from[random.nextInt(from.length)];
    }

    private static void checkOne(long seed, Property property) {
        try {
            property.holds(new SplittableRandom(seed));
        } catch (Exception | AssertionError broken) {
            throw new AssertionError(
                    "seed " + seed + " fails; replay it with -Dtest=" + test() + " -Dseed=" + seed + "\n"
                            + broken.getMessage(),
                    broken);
        }
    }

    private static String test() {
        return STACK.walk(frames -> frames.filter(frame -> frame.getDeclaringClass() != Seeds.class)
                .findFirst()
                .map(frame -> frame.getDeclaringClass().getSimpleName() + "#"
                        + frame.getMethodName().replaceAll("lambda\\$|\\$\\d+", ""))
                .orElseThrow());
    }
}
