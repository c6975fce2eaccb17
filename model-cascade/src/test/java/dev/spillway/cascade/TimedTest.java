package dev.spillway.cascade;

import static dev.spillway.core.testing.Answers.answer;
import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.spillway.core.Failure;
import dev.spillway.core.Layer;
import dev.spillway.core.Refusal;
import dev.spillway.core.layer.Within;
import dev.spillway.core.testing.Client;
import dev.spillway.core.testing.LayerTck;
import dev.spillway.core.testing.ScriptedStep;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimedTest extends LayerTck {
    private final LatencyWindow window = new LatencyWindow(time);
    private final Timed timed = new Timed(window, time);

    @Override
    protected Layer roomy() {
        return timed;
    }

    private long observed(ScriptedStep step) {
        for (int at = 0; at < LatencyWindow.LEAST; at++) {
            leaks.ask(Layer.stack(List.of(new Within(ms(100), time), timed), step), leaks.call(ms(1000)));
            time.advance(ms(100));
        }
        time.advance(ms(250));
        return window.percentileNanos(50);
    }

    @Test
    void anAnswersTimeIsNoted() {
        assertThat(observed(inner.answersAfter(ms(40), answer("yes"))))
                .isCloseTo(ms(40).toNanos(), withinPercentage(1));
    }

    @Test
    void whatDidNotAnswerInItsTimeTookAtLeastThat() {
        assertThat(observed(inner.never())).isCloseTo(ms(100).toNanos(), withinPercentage(1));
    }

    @Test
    void quickFailureSaysNothing() {
        assertThat(observed(inner.failsAfter(ms(1), Failure.BACKEND_ERROR))).isEqualTo(LatencyWindow.UNKNOWN);
    }

    @Test
    void refusalSaysNothing() {
        assertThat(observed(inner.refuses(Refusal.OVERLOADED))).isEqualTo(LatencyWindow.UNKNOWN);
    }

    @Test
    void whatNoOneWantedAnyMoreSaysNothing() {
        for (int at = 0; at < LatencyWindow.LEAST; at++) {
            Client client = ask(timed, inner.never());
            time.advance(ms(10));
            client.leaves();
        }
        time.advance(ms(250));

        assertThat(window.percentileNanos(50)).isEqualTo(LatencyWindow.UNKNOWN);
    }
}
