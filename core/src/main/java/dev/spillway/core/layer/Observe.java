package dev.spillway.core.layer;

import dev.spillway.core.Call;
import dev.spillway.core.Entry;
import dev.spillway.core.Fatal;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Piece;
import dev.spillway.core.Step;

/**
 * Writes a step into the journal, from its start to its last token, and tells the observer; sees every outcome, refusals
 * too.
 *
 * @param name what the step is called in its place
 */
public record Observe(Entry.Kind kind, String name, Observer observer) implements Layer {
    @Override
    public Step around(Step inner) {
        return call -> {
            Entry entry = call.journal().begin(kind, name, call.budget());
            Call observed = call.with(call.journal().under(entry));
            // A step that never answers after it was cancelled is still seen.
            call.scope().onEnd(() -> end(observed, entry, Outcome.Failed.cancelled("no longer wanted")));
            return inner.run(observed)
                    .map(outcome -> noted(observed, entry, outcome))
                    .andThen(result -> {
                        if (result.failed()) {
                            defect(observed, entry, result.cause());
                        }
                    });
        };
    }

    private void defect(Call call, Entry entry, Throwable bug) {
        Fatal.endIf(bug);
        observer.defect(call, entry, bug);
        end(call, entry, Outcome.Failed.defect(bug));
    }

    private Outcome noted(Call call, Entry entry, Outcome outcome) {
        if (outcome instanceof Outcome.Answer answer && answer.payload() instanceof Payload.Stream stream) {
            return answer.with(new Payload.Stream(stream.pieces()
                    .onLast(last -> end(
                            call,
                            entry,
                            last instanceof Piece.Broken broken
                                    ? Outcome.Failed.because(broken.why(), broken.detail())
                                    : outcome))));
        }
        end(call, entry, outcome);
        return outcome;
    }

    private void end(Call call, Entry entry, Outcome outcome) {
        if (entry.isRunning()) {
            entry.end(outcome);
            observer.ended(call, entry);
        }
    }
}
