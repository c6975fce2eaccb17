package dev.spillway.gateway.edge.rest;

import dev.spillway.core.Call;
import dev.spillway.core.Entry;
import dev.spillway.core.Outcome;
import dev.spillway.gateway.edge.Exchange;
import dev.spillway.gateway.edge.Problem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** The reply as one JSON object. */
final class OneReply implements ReplyForm {
    private final Turn turn;
    private @Nullable Exchange exchange;

    OneReply(Turn turn) {
        this.turn = turn;
    }

    @Override
    public void opens(Exchange begun) {
        exchange = begun;
    }

    @Override
    public void interim(Outcome.Answer answer) {
        // this form waits for the final one
    }

    @Override
    public Future<Void> answer(Outcome.Answer answer) {
        Exchange at = opened();
        Buffer body = ReplyJson.of(at, answer);
        turn.response().putHeader("spillway-quality", Entry.word(answer.quality()));
        headers(at.call());
        return turn.reply(200, ReplyJson.TYPE, body);
    }

    @Override
    public Future<Void> refuse(Problem problem) {
        Exchange at = opened();
        headers(at.call());
        return turn.refuse(problem, at.call().request().id());
    }

    private void headers(Call call) {
        turn.response()
                .putHeader("traceparent", call.request().trace().parent())
                .putHeader("server-timing", ServerTiming.of(call.journal()));
    }

    private Exchange opened() {
        if (exchange == null) {
            throw new IllegalStateException("the reply comes before the call");
        }
        return exchange;
    }
}
