package dev.spillway.gateway.edge.rest;

import dev.spillway.core.Outcome;
import dev.spillway.gateway.edge.Exchange;
import dev.spillway.gateway.edge.Problem;
import io.vertx.core.Future;

/**
 * In what form an exchange is replied to: one JSON object, or events. Exactly one of the last three methods is called, once,
 * and its future completes when the last byte is written, or can't be.
 */
interface ReplyForm {
    /** The call has begun; interim answers may have come before, and may come from here on. */
    void opens(Exchange exchange);

    /** An answer that would do if no better one came; strictly better than the one before. */
    void interim(Outcome.Answer answer);

    Future<Void> answer(Outcome.Answer answer);

    /** Only a handle, and it is durable. */
    Future<Void> deferred(Outcome.Deferred deferred);

    Future<Void> refuse(Problem problem);
}
