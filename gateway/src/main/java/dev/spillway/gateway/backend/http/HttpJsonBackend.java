package dev.spillway.gateway.backend.http;

import dev.spillway.core.Call;
import dev.spillway.core.Outcome;
import dev.spillway.core.Refusal;
import dev.spillway.core.Source;
import dev.spillway.core.Time;
import dev.spillway.gateway.backend.Backend;
import dev.spillway.gateway.backend.Billing;
import dev.spillway.gateway.backend.Credentials;
import dev.spillway.gateway.backend.PerLoop;
import dev.spillway.gateway.config.ClientTlsConfig;
import dev.spillway.gateway.config.HttpJsonConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.tracing.TracingPolicy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A service that gives a JSON document over HTTP/1.1, as a step.
 *
 * <p>Every event loop keeps its own connections, so a call stays on its loop. A cancelled attempt closes its connection at
 * once, which is how HTTP/1.1 tells a server that no one waits. No redirect is followed and no proxy is used, whatever the
 * environment says: a call goes where the configuration says or nowhere.
 */
public final class HttpJsonBackend implements Backend {
    private final String name;
    private final HttpJsonPlan plan;
    private final @Nullable Credentials credentials;
    private final Time time;
    private final Billing billing;
    private final Source source;
    private final Host host;
    private final HttpClientAgent client;
    private final PerLoop<Connections> connections;

    /**
     * Connects to nothing until the first call.
     *
     * @param name the backend's name in the configuration
     * @param credentials null where nothing is shown to the server
     */
    public HttpJsonBackend(String name, HttpJsonPlan plan, @Nullable Credentials credentials, Vertx vertx, Time time) {
        this.name = name;
        this.plan = plan;
        this.credentials = credentials;
        this.time = time;
        this.billing = new Billing(plan.config().price());
        this.source = new Source.Backend(name, "", "", 0);
        this.host = new Host(plan.url().host(), vertx);
        this.client = vertx.httpClientBuilder()
                .with(options(plan))
                .with(new PoolOptions().setCleanerPeriod(0)) // its pool stays empty
                .build();
        this.connections = new PerLoop<>(
                vertx,
                context -> new Connections(context, this::connect, plan.config().connections(), time));
    }

    private static HttpClientOptions options(HttpJsonPlan plan) {
        HttpJsonConfig config = plan.config();
        int mostMillis = Math.clamp(roundedUp(config.most()), 1, Integer.MAX_VALUE);
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setHttp2ClearTextUpgrade(false)
                .setPipelining(false)
                .setMaxRedirects(0)
                .setConnectTimeout(mostMillis)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setTracingPolicy(TracingPolicy.IGNORE);
        if (plan.url().tls()) {
            options.setSsl(true)
                    .setUseAlpn(false)
                    .setVerifyHost(true)
                    .setSslHandshakeTimeout(mostMillis)
                    .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
            ClientTlsConfig tls = config.tls();
            if (tls != null && tls.authorities() != null) {
                options.setTrustOptions(
                        new PemTrustOptions().addCertPath(tls.authorities().toString()));
            }
        }
        return options;
    }

    private static long roundedUp(Duration duration) {
        return duration.plus(999_999, ChronoUnit.NANOS).toMillis();
    }

    private Future<HttpClientConnection> connect() {
        ClientTlsConfig tls = plan.config().tls();
        String certified = tls != null && tls.serverName() != null
                ? tls.serverName()
                : plan.url().host();
        return host.address()
                .compose(address -> client.connect(new HttpConnectOptions()
                        .setServer(SocketAddress.inetSocketAddress(
                                new InetSocketAddress(address, plan.url().port())))
                        .setHost(certified) // for the certificate; the Host header is each request's own
                        .setPort(plan.url().port())));
    }

    @Override
    public Future<Outcome> run(Call call) {
        String target;
        byte @Nullable [] body;
        try {
            target = plan.url().target(call.request().input());
            Body template = plan.body();
            body = template == null ? null : template.write(call.request().input());
        } catch (Unsendable unsendable) {
            return Future.succeededFuture(new Outcome.Refused(
                    Refusal.INVALID,
                    "no request to " + name + " can be made of the input",
                    Duration.ZERO,
                    List.of(unsendable.violation())));
        }
        Billing.Bill bill = billing.open(call);
        if (bill == null) {
            return Outcome.refused(Refusal.NO_MONEY, "a call to " + name + " costs " + billing.foreseen());
        }
        return new Attempt(this, call, target, body, bill, connections.here()).run();
    }

    String name() {
        return name;
    }

    HttpJsonPlan plan() {
        return plan;
    }

    @Nullable
    Credentials credentials() {
        return credentials;
    }

    Time time() {
        return time;
    }

    Source source() {
        return source;
    }

    @Override
    public Future<Health> health(Duration most) {
        return new Probe(this, this::connect).run(most);
    }

    @Override
    public Load load() {
        return connections.all().map(Connections::load).reduce(Load.NONE, Load::plus);
    }

    @Override
    public Future<Void> close() {
        return connections.forEach(Connections::close).compose(_ -> client.close());
    }

    @Override
    public String toString() {
        return "backend " + name;
    }
}
