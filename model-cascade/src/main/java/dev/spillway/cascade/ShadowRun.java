package dev.spillway.cascade;

import dev.spillway.core.Budget;
import dev.spillway.core.Call;
import dev.spillway.core.Entry;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Purse;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Asks the other tiers for a call that was drawn, one after the other, when the caller has its answer. */
final class ShadowRun {
    private final Cascade cascade;
    private final Shadow shadow;
    private final Call call;
    private final @Nullable Heard[] heard;

    ShadowRun(Cascade cascade, Shadow shadow, Call original, @Nullable Attempt[] attempts) {
        this.cascade = cascade;
        this.shadow = shadow;
        Purse purse =
                shadow.pot() == null ? Purse.unlimited() : Purse.unlimited().drawingOn(shadow.pot());
        this.call = original.detached(Budget.of(shadow.most(), cascade.time()), "a shadow escalation")
                .with(purse);
        this.heard = new Heard[attempts.length];
        for (int tier = 0; tier < attempts.length; tier++) {
            Attempt attempt = attempts[tier];
            heard[tier] = attempt == null ? null : attempt.heard(name(tier));
        }
    }

    private String name(int tier) {
        return cascade.tiers().get(tier).name();
    }

    void start() {
        Future<Void> done = Future.succeededFuture();
        for (int tier = 0; tier < heard.length; tier++) {
            int one = tier;
            if (heard[tier] == null) {
                done = done.compose(_ -> ask(one));
            }
        }
        done.andThen(_ -> call.scope().end())
                .onSuccess(_ -> shadow.ear()
                        .heard(
                                call,
                                Arrays.stream(heard).filter(Objects::nonNull).toList()));
    }

    private Future<Void> ask(int tier) {
        Tier it = cascade.tiers().get(tier);
        if (it.shut().getAsBoolean() || call.budget().leftNanos(cascade.time()) == 0) {
            return Future.succeededFuture();
        }
        Entry entry = call.journal().begin(Entry.Kind.TIER, it.name(), call.budget());
        Call mine = call.with(call.journal().under(entry))
                .with(call.scope().fork())
                .with(call.purse().part());
        long began = cascade.time().nanos();
        return it.step()
                .run(mine)
                .recover(bug -> {
                    cascade.observer().defect(mine, entry, bug);
                    return Future.succeededFuture(Outcome.Failed.defect(bug));
                })
                .map(said -> {
                    mine.scope().end();
                    entry.end(said);
                    if (said instanceof Outcome.Answer answer && answer.payload() instanceof Payload.Whole) {
                        Duration took = Duration.ofNanos(cascade.time().nanos() - began);
                        heard[tier] = new Heard(it.name(), answer, mine.purse().spent(), took);
                    }
                    return null;
                });
    }
}
