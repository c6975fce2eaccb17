package dev.spillway.gateway.callback;

import dev.spillway.core.Time;
import dev.spillway.offload.callback.CallbackTransport;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.tracing.TracingPolicy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends callbacks with Vert.x's HTTP client: a connection for each, to the address that was checked and no other. Follows no
 * redirect, and uses no proxy.
 */
public final class HttpCallbacks implements CallbackTransport {
    private static final Duration CONNECT_MOST = Duration.ofSeconds(10);

    private final HttpClientAgent clear;
    private final HttpClientAgent secure;
    private final Time time;

    public HttpCallbacks(Vertx vertx, Time time) {
        this.clear = client(vertx, options());
        this.secure = client(
                vertx,
                options()
                        .setSsl(true)
                        .setUseAlpn(false)
                        .setVerifyHost(true)
                        .setSslHandshakeTimeout(CONNECT_MOST.toMillis())
                        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS));
        this.time = time;
    }

    private static HttpClientAgent client(Vertx vertx, HttpClientOptions options) {
        return vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions().setCleanerPeriod(0)) // its pool stays empty
                .build();
    }

    private static HttpClientOptions options() {
        return new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setHttp2ClearTextUpgrade(false)
                .setPipelining(false)
                .setMaxRedirects(0)
                .setConnectTimeout((int) CONNECT_MOST.toMillis())
                .setTracingPolicy(TracingPolicy.IGNORE);
    }

    @Override
    public Future<Response> post(Request request) {
        Exchange exchange = new Exchange(request);
        Time.Timer timer = time.after(
                request.timeout(),
                () -> exchange.fail("there was none within " + request.timeout().toSeconds() + " s"));
        request.scope().onCancel(() -> exchange.fail("it was called off"));
        exchange.begin();
        return exchange.outcome.future().andThen(_ -> {
            timer.cancel();
            exchange.close();
        });
    }

    /** One callback under way. Confined to its event loop. */
    private final class Exchange {
        private final Request request;
        private final Promise<Response> outcome = Promise.promise();
        private @Nullable HttpClientConnection connection;
        private int read;

        Exchange(Request request) {
            this.request = request;
        }

        void begin() {
            HttpClientAgent client =
                    "https".equalsIgnoreCase(request.url().uri().getScheme()) ? secure : clear;
            client.connect(new HttpConnectOptions()
                            .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(
                                    request.address(), request.url().port())))
                            .setHost(request.url().host()) // for SNI and the certificate
                            .setPort(request.url().port()))
                    .onComplete(connected -> {
                        if (connected.failed()) {
                            fail("it can't be reached");
                        } else {
                            connection = connected.result();
                            if (outcome.future().isComplete()) {
                                close();
                            } else {
                                send(connected.result());
                            }
                        }
                    });
        }

        private void send(HttpClientConnection to) {
            to.request(new RequestOptions().setMethod(HttpMethod.POST).setURI(target()))
                    .onComplete(made -> {
                        if (made.failed()) {
                            fail("it can't be sent to");
                            return;
                        }
                        HttpClientRequest message = made.result();
                        message.authority(HostAndPort.create(
                                request.url().host(), request.url().port()));
                        message.putHeader("content-type", "application/json");
                        request.headers().forEach(message::putHeader);
                        message.exceptionHandler(_ -> {}); // the response's future fails, too
                        message.send(Buffer.buffer(request.body().toArray())).onComplete(answered -> {
                            if (answered.failed()) {
                                fail("the connection broke before there was one");
                            } else {
                                read(answered.result());
                            }
                        });
                    });
        }

        private static String header(HttpClientResponse response, String name) {
            String value = response.getHeader(name);
            return value == null ? "" : value;
        }

        /** The status decides; the body is read so far only that the receiver can send it in peace. */
        private void read(HttpClientResponse response) {
            Response heard =
                    new Response(response.statusCode(), header(response, "retry-after"), header(response, "date"));
            response.exceptionHandler(_ -> outcome.tryComplete(heard));
            response.handler(part -> {
                read += part.length();
                if (read > RESPONSE_BYTES_MOST) {
                    outcome.tryComplete(heard);
                }
            });
            response.endHandler(_ -> outcome.tryComplete(heard));
        }

        private String target() {
            String path = request.url().uri().getRawPath();
            String query = request.url().uri().getRawQuery();
            return (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
        }

        void fail(String why) {
            outcome.tryFail(new IOException(why));
        }

        void close() {
            if (connection != null) {
                var _ = connection.close();
            }
        }
    }
}
