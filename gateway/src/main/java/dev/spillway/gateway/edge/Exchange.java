package dev.spillway.gateway.edge;

import dev.spillway.core.Call;
import dev.spillway.core.Outcome;
import io.vertx.core.Future;

/**
 * One request at a door, from its call to its reply.
 *
 * @param call the call under way; its scope is cancelled by the door when the client leaves, and ended by the door when the
 *     last byte is written
 * @param grantedNanos the caller's budget, from arrival to deadline; 0 where the request was refused at the door
 * @param outcome completes on the door's event loop by the deadline; a failed future is a bug, to be logged and answered as
 *     an internal error
 */
public record Exchange(Call call, long grantedNanos, Future<Outcome> outcome) {}
