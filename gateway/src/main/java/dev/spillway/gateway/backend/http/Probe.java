package dev.spillway.gateway.backend.http;

import dev.spillway.core.Time;
import dev.spillway.gateway.backend.Backend.Health;
import dev.spillway.gateway.backend.Credentials;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One question for a service's readiness, on a connection of its own, which tells whether it can be reached at all. */
final class Probe {
    private final HttpJsonBackend backend;
    private final HttpLanes lanes;
    private final Promise<Health> health = Promise.promise();
    private @Nullable HttpClientConnection connection;

    Probe(HttpJsonBackend backend, HttpLanes lanes) {
        this.backend = backend;
        this.lanes = lanes;
    }

    Future<Health> run(Duration most) {
        Time.Timer timer = backend.time()
                .after(most, () -> finish(new Health(false, "no answer within " + most.toMillis() + " ms")));
        health.future().onComplete(_ -> timer.cancel());
        lanes.connect().onComplete(opened -> {
            if (opened.failed()) {
                finish(new Health(false, "can't connect: " + Reasons.of(opened.cause())));
            } else if (health.future().isComplete()) {
                opened.result().close();
            } else {
                ask(opened.result());
            }
        });
        return health.future();
    }

    private void ask(HttpClientConnection opened) {
        connection = opened;
        opened.exceptionHandler(_ -> {}); // the response's future fails, too
        String path = backend.plan().wire().readiness();
        if (path == null) {
            finish(new Health(true, "it accepts connections; no readiness path is configured"));
            return;
        }
        UrlTemplate url = backend.plan().url();
        opened.request(new RequestOptions().setMethod(HttpMethod.GET).setURI(path))
                .compose(request -> {
                    request.authority(HostAndPort.create(url.host(), url.port()));
                    request.exceptionHandler(_ -> {});
                    Credentials credentials = backend.credentials();
                    if (credentials != null) {
                        request.putHeader(credentials.header(), credentials.value());
                    }
                    return request.send();
                })
                .map(response -> {
                    response.exceptionHandler(
                            _ -> {}); // its body is not waited for: else Vert.x logs the end as an error
                    return response.statusCode();
                })
                .onSuccess(status -> finish(new Health(status == 200, "HTTP status " + status)))
                .onFailure(why -> finish(new Health(false, "no reply: " + Reasons.of(why))));
    }

    private void finish(Health found) {
        if (health.tryComplete(found) && connection != null) {
            connection.close();
        }
    }
}
