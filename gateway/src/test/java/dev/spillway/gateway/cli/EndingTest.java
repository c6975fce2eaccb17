package dev.spillway.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.testing.VirtualTime;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndingTest {
    private final BlockingQueue<String> happened = new LinkedBlockingQueue<>();
    private VirtualTime time;
    private Ending ending;

    @BeforeEach
    void start() {
        time = new VirtualTime();
        ending = new Ending(
                delay -> happened.add("drain " + delay.toSeconds()),
                status -> happened.add("exit " + status),
                status -> happened.add("halt " + status),
                time);
    }

    private String next() throws InterruptedException {
        return String.valueOf(happened.poll(20, TimeUnit.SECONDS));
    }

    @Test
    void theFirstSignalEndsInOrderAndASecondOneAtOnce() throws Exception {
        ending.begin(15, Duration.ofSeconds(5));
        assertThat(next()).isEqualTo("drain 5");
        assertThat(next()).isEqualTo("exit 143");
        time.advance(Duration.ofSeconds(1));
        ending.begin(2, Duration.ZERO);
        assertThat(next()).isEqualTo("halt 130");
    }

    @Test
    void anEchoOfTheFirstSignalIsNotASecondOne() throws Exception {
        ending.begin(2, Duration.ZERO);
        assertThat(next()).isEqualTo("drain 0");
        assertThat(next()).isEqualTo("exit 130");
        time.advance(Duration.ofMillis(499));
        ending.begin(15, Duration.ofSeconds(5));
        assertThat(happened).isEmpty();
    }
}
