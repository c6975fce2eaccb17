package dev.spillway.gateway.edge.rest;

import com.fasterxml.jackson.core.JsonFactory;
import dev.spillway.core.Call;
import dev.spillway.core.Outcome;
import dev.spillway.core.Wish;
import dev.spillway.gateway.bounds.InFlightBytes;
import dev.spillway.gateway.config.RestDoorConfig;
import dev.spillway.gateway.edge.Asked;
import dev.spillway.gateway.edge.Door;
import dev.spillway.gateway.edge.Exchange;
import dev.spillway.gateway.edge.Intake;
import dev.spillway.gateway.edge.Problem;
import dev.spillway.gateway.edge.Statuses;
import dev.spillway.gateway.edge.StrictlyBetter;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs a route: a request in JSON becomes a call, and its outcome a reply. */
final class Execute {
    private final Intake intake;
    private final InFlightBytes inFlight;
    private final JsonFactory json;
    private final int bodyMost;
    private final Duration requestWithin;
    private final Consumer<Throwable> defects;

    /**
     * Runs routes of an intake.
     *
     * @param inFlight the budget of bytes that bodies count against
     * @param defects is told of bugs, of which the caller learns no more than that there was one
     */
    Execute(RestDoorConfig door, Intake intake, InFlightBytes inFlight, Consumer<Throwable> defects) {
        this.intake = intake;
        this.inFlight = inFlight;
        this.bodyMost = door.bodyMost().bytes();
        this.json = ExecuteJson.factory(bodyMost);
        this.requestWithin = door.requestWithin();
        this.defects = defects;
    }

    /** Takes a request whose path names a route. */
    void run(Turn turn, String route) {
        Accepts accepts = Accepts.of(turn.head().accept());
        Problem unfit = MediaTypes.check(turn.head(), accepts, turn.request().version());
        if (unfit != null) {
            turn.response().putHeader("accept-post", MediaTypes.JSON);
            turn.refuse(unfit);
            return;
        }
        if (intake.caller(turn.head().key()) == null) { // before a byte of the body is read
            turn.closeAfterwards();
            Head head = turn.head();
            Asked asked = Asked.byHeaders(head.key(), head.traceparent(), head.tracestate(), turn.arrivalNanos());
            ask(turn, asked, new OneReply(turn));
            return;
        }
        BodyReader.read(turn, bodyMost, requestWithin, inFlight, body -> {
            try {
                read(turn, route, accepts, body);
            } catch (RuntimeException bug) {
                defects.accept(bug);
                turn.refuse(Statuses.ofDefect());
            }
        });
    }

    private void read(Turn turn, String route, Accepts accepts, Buffer body) {
        Outcome.Refused overdue = intake.overdue(route, turn.timing(), turn.arrivalNanos());
        if (overdue != null) { // what nobody waits for any more is not parsed
            turn.refuse(Statuses.of(overdue)).onComplete(_ -> intake.dropped(Door.REST, turn.arrivalNanos()));
            return;
        }
        ExecuteJson.Body said;
        try {
            said = ExecuteJson.read(json, body.getBytes(), route);
        } catch (ExecuteJson.Malformed malformed) {
            turn.refuse(Fault.MALFORMED_JSON.because(malformed.detail()));
            return;
        }
        Asked asked = asked(turn, route, said);
        if (said.violations().isEmpty()) {
            ask(turn, asked, accepts == Accepts.EVENTS ? new EventStream(turn) : new OneReply(turn));
        } else {
            turn.refuse(Statuses.of(said.violations().refusal()));
        }
    }

    /** What the body and the headers ask together; adds to the body's violations where they contradict each other. */
    private static Asked asked(Turn turn, String route, ExecuteJson.Body said) {
        Head head = turn.head();
        if (head.budget() != null && turn.timing().stated() == null) {
            said.violations().add("spillway-budget", "the header is no budget", BudgetText.MEND);
        }
        String key = head.idempotencyKey() != null ? head.idempotencyKey() : said.idempotencyKey();
        if (said.idempotencyKey() != null && !said.idempotencyKey().equals(key)) {
            said.violations()
                    .add(
                            "metadata.idempotencyKey",
                            "it differs from that in the header Idempotency-Key",
                            "send one of the two");
        }
        return new Asked(
                route,
                said.input(),
                said.budget(),
                turn.timing(),
                said.priority(),
                said.labels(),
                key,
                wish(head, said.wish()),
                head.key(),
                head.traceparent(),
                head.tracestate(),
                said.violations(),
                turn.arrivalNanos());
    }

    /** {@code Prefer: respond-async} asks for only a handle, as far as the route gives any. */
    private static @Nullable Wish wish(Head head, @Nullable Wish said) {
        if (!head.prefersAsync() || (said != null && said.isOnly())) {
            return said;
        }
        return said == null
                ? Wish.of(Wish.Mode.PREFERRED)
                : new Wish(
                        Wish.Mode.PREFERRED,
                        said.callback(),
                        said.deadline(),
                        said.priority(),
                        said.attempts(),
                        said.hold());
    }

    /** Ties the call to its client: one who leaves cancels it, and the last byte written ends it. */
    private void ask(Turn turn, Asked asked, ReplyForm form) {
        Exchange exchange = intake.begin(asked, new StrictlyBetter(answer -> interim(form, answer)));
        Call call = exchange.call();
        turn.onGone(() -> {
            call.scope().cancel();
            intake.abandoned(Door.REST, exchange);
        });
        form.opens(exchange);
        exchange.outcome().onComplete(result -> {
            boolean gone = turn.isOver();
            Future<Void> written = gone ? Future.succeededFuture() : reply(form, exchange, result);
            call.journal().seal();
            written.onComplete(_ -> {
                if (!gone) {
                    intake.delivered(Door.REST, exchange);
                }
                call.scope().end();
            });
        });
    }

    /** A mistake in writing an interim answer must not reach the step that offers it. */
    private void interim(ReplyForm form, Outcome.Answer answer) {
        try {
            form.interim(answer);
        } catch (RuntimeException bug) {
            defects.accept(bug);
        }
    }

    private Future<Void> reply(ReplyForm form, Exchange exchange, AsyncResult<Outcome> result) {
        if (result.failed()) {
            defects.accept(result.cause());
            return form.refuse(Statuses.ofDefect());
        }
        try {
            return switch (exchange.told(result.result())) {
                case Outcome.Answer answer -> form.answer(answer);
                case Outcome.Deferred deferred when deferred.confirmed() -> form.deferred(deferred);
                case Outcome.Deferred(var handle, var _) -> form.refuse(Statuses.unconfirmed(handle));
                case Outcome.Refused refused -> form.refuse(Statuses.of(refused));
                case Outcome.Failed failed -> form.refuse(Statuses.of(failed));
            };
        } catch (RuntimeException bug) { // an answer that can't be written is no reason to leave the client waiting
            defects.accept(bug);
            return form.refuse(Statuses.ofDefect());
        }
    }
}
