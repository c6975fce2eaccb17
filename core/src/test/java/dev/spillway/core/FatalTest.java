package dev.spillway.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.testing.Calls;
import dev.spillway.core.testing.VirtualTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A process without memory ends; seen from outside, in a process of its own. */
class FatalTest {
    @Test
    void usedUpStacksAreNoReasonToEnd() {
        assertThat(Fatal.is(new StackOverflowError())).isFalse();
        assertThat(Fatal.is(new AssertionError())).isFalse();
        assertThat(Fatal.is(new IllegalStateException())).isFalse();
        assertThat(Fatal.is(new OutOfMemoryError())).isTrue();
        assertThat(Fatal.is(new InternalError())).isTrue();
    }

    @Test
    void aStepThatFindsNoMemoryEndsTheProcess() throws Exception {
        assertThat(exitOf(List.of(), "thrown")).isEqualTo(Fatal.STATUS);
        assertThat(exitOf(List.of(), "defect")).isZero();
    }

    @Test
    void aHeapThatIsUsedUpEndsTheProcessWithTheLaunchersFlagAndWithout() throws Exception {
        assertThat(exitOf(List.of("-Xmx32m", "-XX:+ExitOnOutOfMemoryError"), "heap"))
                .isEqualTo(Fatal.STATUS);
        assertThat(exitOf(List.of("-Xmx32m"), "heap")).isEqualTo(Fatal.STATUS);
    }

    private static int exitOf(List<String> options, String how) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName(), how));
        Process child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(child.waitFor(120, TimeUnit.SECONDS)).isTrue();
            return child.exitValue();
        } finally {
            child.destroyForcibly();
        }
    }

    /** One call whose step fails; ends in order where no one ends it before. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            Step step = Layer.stack(List.of(), call -> {
                switch (args[0]) {
                    case "thrown" -> throw new OutOfMemoryError("of a test");
                    case "heap" -> throw new IllegalStateException("held " + fill().size());
                    default -> throw new IllegalStateException("a defect");
                }
            });
            step.run(Calls.on(new VirtualTime()).call(Duration.ofSeconds(1)));
            System.exit(0);
        }

        private static List<byte[]> fill() {
            List<byte[]> held = new ArrayList<>();
            while (held.size() < 1_000_000) {
                held.add(new byte[1 << 20]);
            }
            return held;
        }
    }
}
