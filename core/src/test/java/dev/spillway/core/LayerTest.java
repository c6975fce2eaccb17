package dev.spillway.core;

import static dev.spillway.core.testing.Answers.answer;
import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.testing.LeakCheck;
import dev.spillway.core.testing.ScriptedStep;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LayerTest {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    private final List<String> seen = new ArrayList<>();
    private final ScriptedStep inner = leaks.step().answers(answer("yes"));

    private Layer noting(String name) {
        return step -> call -> {
            seen.add("into " + name);
            return step.run(call)
                    .andThen(result -> seen.add("out of " + name + (result.failed() ? " with a bug" : "")));
        };
    }

    private Future<Outcome> run(List<Layer> layers, Step step) {
        Call call = leaks.call(ms(100));
        Future<Outcome> outcome = Layer.stack(layers, step).run(call);
        call.scope().end();
        return outcome;
    }

    @Test
    void firstLayerIsTheOutermost() {
        run(List.of(noting("a"), noting("b")), inner);

        assertThat(seen).containsExactly("into a", "into b", "out of b", "out of a");
    }

    @Test
    void withoutLayersItIsTheStepGuarded() {
        IllegalStateException bug = new IllegalStateException("a bug");

        assertThat(run(List.of(), inner).result()).isEqualTo(answer("yes"));
        assertThat(run(List.of(), leaks.step().throwing(bug)).cause()).isSameAs(bug);
    }

    @Test
    void throwOfTheStepIsHeardByEveryLayer() {
        run(List.of(noting("a"), noting("b")), leaks.step().throwing(new IllegalStateException("a bug")));

        assertThat(seen).containsExactly("into a", "into b", "out of b with a bug", "out of a with a bug");
    }

    @Test
    void throwOfLayerIsHeardByTheLayersOutside() {
        Layer broken = _ -> _ -> {
            throw new IllegalStateException("a bug");
        };
        run(List.of(noting("a"), broken), inner);

        assertThat(seen).containsExactly("into a", "out of a with a bug");
        assertThat(inner.started()).isZero();
    }

    @Test
    void errorIsNoReasonToSkipTheBookkeeping() {
        Error error = new StackOverflowError();
        Future<Outcome> outcome = run(List.of(noting("a")), _ -> {
            throw error;
        });

        assertThat(outcome.cause()).isSameAs(error);
        assertThat(seen).contains("out of a with a bug");
    }

    @Test
    void nullInPlaceOfFutureIsBug() {
        Future<Outcome> outcome = run(List.of(noting("a")), leaks.step().returnsNull());

        assertThat(outcome.cause()).isInstanceOf(NullPointerException.class).hasMessageContaining("null");
    }

    @Test
    void cancelledCallStartsNothing() {
        Call call = leaks.call(ms(100));
        call.scope().cancel();
        Future<Outcome> outcome = Layer.stack(List.of(noting("a")), inner).run(call);

        assertThat(seen).isEmpty();
        assertThat(outcome.result())
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, failed -> assertThat(failed.why()).isEqualTo(Failure.CANCELLED));
    }

    @Test
    void callThatIsCancelledOnTheWayInStartsNothingFurtherIn() {
        Layer cancelling = step -> call -> {
            call.scope().cancel();
            return step.run(call);
        };
        run(List.of(noting("a"), cancelling, noting("b")), inner);

        assertThat(seen).containsExactly("into a", "out of a");
        assertThat(inner.started()).isZero();
    }
}
