package dev.spillway.gateway.edge.rest;

import dev.spillway.core.Call;
import dev.spillway.core.Entry;
import dev.spillway.core.Outcome;
import dev.spillway.core.Wish;
import dev.spillway.gateway.edge.Exchange;
import dev.spillway.gateway.edge.Problem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
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
    public Future<Void> deferred(Outcome.Deferred deferred) {
        Exchange at = opened();
        headers(at.call());
        turn.response()
                .putHeader(
                        HttpHeaders.LOCATION, "/v1/tasks/" + deferred.handle().value());
        Wish wish = at.call().request().wish();
        if (wish != null && wish.mode() == Wish.Mode.PREFERRED) {
            turn.response().putHeader("preference-applied", "respond-async");
        }
        return turn.reply(202, ReplyJson.TYPE, ReplyJson.of(at, deferred));
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
