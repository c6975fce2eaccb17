package dev.spillway.cascade.confidence;

import dev.spillway.core.Call;
import dev.spillway.core.Confidence;
import dev.spillway.core.Entry;
import dev.spillway.core.Layer;
import dev.spillway.core.Offers;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Quality;
import dev.spillway.core.Scope;
import dev.spillway.core.Step;
import dev.spillway.core.Time;
import dev.spillway.core.layer.Within;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Has a verifier judge each answer: its verdict is the answer's confidence, whatever it was before.
 *
 * <p>Where the verifier has no verdict, for whatever reason, the answer goes out all the same, its confidence unknown, and
 * the journal says why. While it is being judged the answer is offered, so that it is not lost when time is up. A streamed
 * answer can't be judged before it is given; its confidence is unknown.
 *
 * @param verifier judges; what it offers meanwhile is heard by no one
 * @param most how long a verdict may take, more than zero; it takes no longer than the call's budget
 * @param question what the verifier is asked about an answer to a call; an input, most often
 * @param verdict what the verifier's answer says of the confidence
 */
public record Verified(
        Step verifier,
        Duration most,
        BiFunction<Call, Outcome.Answer, Call> question,
        Function<Outcome.Answer, Confidence> verdict,
        Time time)
        implements Layer {

    @Override
    public Step around(Step inner) {
        Step judge = Layer.stack(List.of(new Within(most, time)), verifier);
        return call -> inner.run(call)
                .compose(outcome -> outcome instanceof Outcome.Answer answer
                        ? judged(call, answer, judge)
                        : Future.succeededFuture(outcome));
    }

    private Future<Outcome> judged(Call call, Outcome.Answer answer, Step judge) {
        Outcome.Answer unjudged = answer.with(Confidence.unknown());
        if (answer.payload() instanceof Payload.Stream) {
            return Future.succeededFuture(unknown(call, unjudged, "a stream can't be judged"));
        }
        if (call.scope().isOver()) {
            return Future.succeededFuture(unjudged);
        }
        call.offers().offer(unjudged.with(Quality.DEGRADED));
        Scope scope = call.scope().fork();
        return Future.succeededFuture(answer)
                .map(given -> question.apply(call, given).with(scope).with(Offers.NONE))
                .compose(judge::run)
                .map(judgement -> judged(call, unjudged, judgement))
                .otherwise(bug -> unknown(
                        call, unjudged, Outcome.Failed.defect(bug).detail())) // of the verifier: the answer is sound
                .andThen(_ -> scope.end())
                .map(outcome -> call.scope().isCancelled() ? Outcome.Failed.cancelled("no longer wanted") : outcome);
    }

    private Outcome judged(Call call, Outcome.Answer unjudged, Outcome judgement) {
        return switch (judgement) {
            case Outcome.Answer said -> {
                Confidence confidence = verdict.apply(said);
                yield confidence instanceof Confidence.Known
                        ? unjudged.with(confidence)
                        : unknown(call, unjudged, "the verifier's answer gives none from 0 to 1");
            }
            case Outcome.Refused refused ->
                unknown(call, unjudged, "the verifier was refused, " + Entry.word(refused.why()));
            case Outcome.Failed failed -> unknown(call, unjudged, "the verifier failed, " + Entry.word(failed.why()));
            case Outcome.Deferred _ -> unknown(call, unjudged, "the verifier only promised to answer");
        };
    }

    private static Outcome unknown(Call call, Outcome.Answer unjudged, String why) {
        Entry entry = call.journal().entry();
        if (entry != null) {
            entry.note("confidence unknown: " + why);
        }
        return unjudged;
    }
}
