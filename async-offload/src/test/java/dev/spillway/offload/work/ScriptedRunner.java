package dev.spillway.offload.work;

import dev.spillway.core.Failure;
import dev.spillway.core.Handle;
import dev.spillway.offload.Bytes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Does what a test says: answers at once as scripted, or waits until the test answers. */
final class ScriptedRunner implements TaskRunner {
    /** One attempt that the test has to end. */
    record Run(Work work, Promise<RunResult> promise) {
        void done(String result) {
            promise.tryComplete(new RunResult.Done(Bytes.utf8(result)));
        }

        void fails(Failure why) {
            promise.tryComplete(new RunResult.Failed(why, "as scripted", Duration.ZERO));
        }
    }

    static final RunResult CANCELLED = new RunResult.Failed(Failure.CANCELLED, "stopped", Duration.ZERO);

    final List<Run> runs = new ArrayList<>();
    private Function<Work, Optional<Future<RunResult>>> script = _ -> Optional.empty();
    private boolean stubborn;

    /** Answers every attempt at once from now on. */
    ScriptedRunner answers(Function<Work, RunResult> answer) {
        script = work -> Optional.of(Future.succeededFuture(answer.apply(work)));
        return this;
    }

    ScriptedRunner answersWith(Future<RunResult> answer) {
        script = _ -> Optional.of(answer);
        return this;
    }

    /** Does not stop when it is asked to. */
    ScriptedRunner stubborn() {
        stubborn = true;
        return this;
    }

    @Override
    public Future<RunResult> run(Work work) {
        Run run = new Run(work, Promise.promise());
        runs.add(run);
        if (!stubborn) {
            work.scope().onCancel(() -> run.promise.tryComplete(CANCELLED));
        }
        return script.apply(work).orElse(run.promise.future());
    }

    Run last() {
        return runs.getLast();
    }

    /** Attempts that have not ended. */
    List<Run> open() {
        return runs.stream().filter(run -> !run.promise.future().isComplete()).toList();
    }

    List<Handle> handles() {
        return runs.stream().map(run -> run.work.task().handle()).toList();
    }
}
