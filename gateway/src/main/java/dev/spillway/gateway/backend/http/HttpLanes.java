package dev.spillway.gateway.backend.http;

import dev.spillway.core.Time;
import dev.spillway.gateway.backend.Backend;
import dev.spillway.gateway.backend.Host;
import dev.spillway.gateway.config.ClientTlsConfig;
import dev.spillway.gateway.loops.Loops;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.tracing.TracingPolicy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one HTTP server: a lane for each event loop, so that a reply comes in on the loop that asked.
 *
 * <p>HTTP/1.1 with one request at a time on a connection, so that closing it calls the request off and nothing else. No
 * redirect is followed and no proxy is used, whatever the environment says: a request goes where the configuration says or
 * nowhere.
 */
final class HttpLanes {
    /**
     * Where the connections lead, and how.
     *
     * @param tls whether they are encrypted
     * @param host a name, or an address without brackets
     * @param trust how the server is trusted; null for the platform's authorities and the host's own name
     * @param connections the most for each event loop
     * @param connectWithin how long connecting and the handshake of TLS may take each
     */
    record Target(
            boolean tls,
            String host,
            int port,
            @Nullable ClientTlsConfig trust,
            int connections,
            Duration connectWithin) {}

    private final Target target;
    private final Host host;
    private final HttpClientAgent client;
    private final List<Loops.Loop> loops;
    private final List<Lane> lanes = new ArrayList<>();

    /** Opens nothing yet: each loop connects when it needs to. */
    HttpLanes(Loops loops, Target target, Time time) {
        this.target = target;
        this.host = new Host(target.host, loops.vertx());
        this.loops = loops.all();
        this.client = loops.vertx()
                .httpClientBuilder()
                .with(options(target))
                .with(new PoolOptions().setCleanerPeriod(0)) // its pool stays empty
                .build();
        for (Loops.Loop loop : loops.all()) {
            ContextInternal context = loops.vertx()
                    .contextBuilder()
                    .withThreadingModel(ThreadingModel.EVENT_LOOP)
                    .withEventLoop(loop.executor())
                    .build();
            lanes.add(new Lane(context, this::connect, target.connections, time));
        }
    }

    private static HttpClientOptions options(Target target) {
        int withinMillis = Math.clamp(target.connectWithin.toMillis(), 1, Integer.MAX_VALUE);
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setHttp2ClearTextUpgrade(false)
                .setPipelining(false)
                .setMaxRedirects(0)
                .setConnectTimeout(withinMillis)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setTracingPolicy(TracingPolicy.IGNORE);
        if (target.tls) {
            options.setSsl(true)
                    .setUseAlpn(false)
                    .setVerifyHost(true)
                    .setSslHandshakeTimeout(withinMillis)
                    .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
            if (target.trust != null && target.trust.authorities() != null) {
                options.setTrustOptions(new PemTrustOptions()
                        .addCertPath(target.trust.authorities().toString()));
            }
        }
        return options;
    }

    /** The lane of the loop that this code runs on. */
    Lane lane() {
        return lanes.get(Loops.current().index());
    }

    /** Opens a connection that belongs to no lane; it completes on the calling loop. */
    Future<HttpClientConnection> connect() {
        String certified =
                target.trust != null && target.trust.serverName() != null ? target.trust.serverName() : target.host;
        return host.address()
                .compose(address -> client.connect(new HttpConnectOptions()
                        .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, target.port)))
                        .setHost(certified) // for the certificate; the Host header is each request's own
                        .setPort(target.port)));
    }

    /** Closes what is idle; on the calling loop at once, on the others soon. */
    void reconnect() {
        for (int i = 0; i < lanes.size(); i++) {
            Lane lane = lanes.get(i);
            EventLoop loop = loops.get(i).executor();
            if (loop.inEventLoop()) {
                lane.retireIdle();
            } else {
                loop.execute(lane::retireIdle);
            }
        }
    }

    /** What all lanes hold; for any thread. */
    Backend.Load load() {
        return lanes.stream().map(Lane::load).reduce(Backend.Load.NONE, Backend.Load::plus);
    }

    /** Lends no connection any more; each is closed when its attempt has ended. */
    Future<Void> close() {
        List<Future<Void>> drained = new ArrayList<>();
        for (int i = 0; i < lanes.size(); i++) {
            Lane lane = lanes.get(i);
            Promise<Void> one = Promise.promise();
            drained.add(one.future());
            loops.get(i).executor().execute(() -> lane.close(one::tryComplete));
        }
        return Future.all(drained).compose(_ -> client.close());
    }

    @Override
    public String toString() {
        return (target.tls ? "https://" : "http://") + target.host + ":" + target.port;
    }
}
