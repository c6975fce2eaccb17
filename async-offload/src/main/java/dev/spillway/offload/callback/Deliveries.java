package dev.spillway.offload.callback;

import dev.spillway.core.Failure;
import dev.spillway.core.Handle;
import dev.spillway.core.RetryAfter;
import dev.spillway.core.Time;
import dev.spillway.offload.Bytes;
import dev.spillway.offload.Callback;
import dev.spillway.offload.CallbackEvent;
import dev.spillway.offload.work.QueuePlan;
import dev.spillway.offload.work.RunResult;
import dev.spillway.offload.work.Work;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Delivers callbacks: they are tasks, with leases, retries, dead letters and history of their own; this is their runner.
 *
 * <p>Each endpoint has its own queue, concurrency, rate and breaker, so that one stuck receiver delays no other; the tenants whose
 * tasks call it take turns. At every
 * attempt the name is looked up once, all addresses of it must be allowed, and the connection goes to one of those that were
 * checked: a name that changes its mind meanwhile gains nothing. Delivery is at least once, in no promised order, and always
 * under the same id. For one event loop, that of its {@code Workers}.
 */
public final class Deliveries {
    private static final Duration LEASE_SPARE =
            Duration.ofSeconds(30); // beyond the timeout: a beat or two may be missed
    private static final int ID_BYTES = 16;

    private final Map<String, EndpointHealth> endpoints = new LinkedHashMap<>();
    private final Resolver resolver;
    private final AddressGuard guard;
    private final CallbackTransport transport;
    private final CallbackBody body;
    private final Time time;

    public Deliveries(
            List<Endpoint> endpoints,
            Resolver resolver,
            AddressGuard guard,
            CallbackTransport transport,
            CallbackBody body,
            Time time) {
        this.resolver = resolver;
        this.guard = guard;
        this.transport = transport;
        this.body = body;
        this.time = time;
        for (Endpoint endpoint : endpoints) {
            if (this.endpoints.put(endpoint.name(), new EndpointHealth(endpoint, time)) != null) {
                throw new IllegalArgumentException("two endpoints are called " + endpoint.name());
            }
        }
    }

    /** How the queues of all endpoints are worked on. */
    public List<QueuePlan> plans() {
        return endpoints.values().stream().map(this::plan).toList();
    }

    /** The health of an endpoint; empty where none is called so. */
    public Optional<EndpointHealth> health(String endpoint) {
        return Optional.ofNullable(endpoints.get(endpoint));
    }

    /** What names an event to its receiver, in all attempts: tells nothing of the callback's own handle. */
    public static String id(Handle callback) {
        byte[] hash = Bytes.utf8(callback.value()).sha256().shared();
        return "msg_" + HexFormat.of().formatHex(hash, 0, ID_BYTES);
    }

    private QueuePlan plan(EndpointHealth health) {
        Endpoint endpoint = health.endpoint();
        return new QueuePlan(
                Callback.queue(endpoint.name()),
                endpoint.most(),
                endpoint.tenantMost(),
                endpoint.timeout().plus(LEASE_SPARE),
                health::room,
                work -> deliver(work, health));
    }

    private Future<RunResult> deliver(Work work, EndpointHealth health) {
        Endpoint endpoint = health.endpoint();
        CallbackEvent event = CallbackEvent.decode(work.task().input());
        health.began();
        work.scope().onEnd(health::ended);
        return addresses(endpoint.url()).compose(addresses -> {
            boolean allowed = addresses.stream().allMatch(guard::allows);
            if (addresses.isEmpty() || !allowed) {
                health.failed();
                return Future.succeededFuture(refusal(endpoint.url(), allowed));
            }
            return body.write(event)
                    .compose(bytes -> send(work, endpoint, addresses, bytes))
                    .transform(sent -> Future.succeededFuture(
                            sent.succeeded() ? heard(sent.result(), health) : unheard(work, sent.cause(), health)));
        });
    }

    private Future<List<InetAddress>> addresses(CallbackUrl url) {
        return url.address()
                .map(address -> Future.succeededFuture(List.of(address)))
                .orElseGet(() -> resolver.resolve(url.host()).otherwise(List.of())); // no answer: nowhere to connect to
    }

    private Future<CallbackTransport.Response> send(
            Work work, Endpoint endpoint, List<InetAddress> addresses, Bytes bytes) {
        Instant now = time.now();
        Map<String, String> headers = endpoint.signer().headers(id(work.task().handle()), now, bytes);
        InetAddress address = addresses.get((work.task().attempt() - 1) % addresses.size()); // each gets its turn
        return transport.post(new CallbackTransport.Request(
                address, endpoint.url(), headers, bytes, endpoint.timeout(), work.scope()));
    }

    private RunResult heard(CallbackTransport.Response response, EndpointHealth health) {
        int status = response.status();
        if (status >= 200 && status < 300) {
            health.succeeded();
            return new RunResult.Done(Bytes.utf8("" + status));
        }
        Duration retryAfter = RetryAfter.ofHttp(response.retryAfter(), response.date(), time.now());
        String detail = "the endpoint answered " + status;
        if (status == 410) {
            health.disable("it answered 410 Gone");
            return new RunResult.Failed(Failure.REJECTED, detail, Duration.ZERO);
        }
        health.failed();
        if (status == 429 || status == 502 || status == 504 || (status == 503 && !retryAfter.isZero())) {
            health.throttled(retryAfter);
            boolean busy = status == 429 || status == 503; // of the others no one knows whether it will ever be well
            return new RunResult.Failed(busy ? Failure.THROTTLED : Failure.BACKEND_ERROR, detail, retryAfter);
        }
        if (status >= 300 && status < 400) {
            return new RunResult.Failed(Failure.BAD_REPLY, detail + "; redirects are not followed", Duration.ZERO);
        }
        return new RunResult.Failed(Failure.BACKEND_ERROR, detail, retryAfter);
    }

    private static RunResult unheard(Work work, Throwable cause, EndpointHealth health) {
        if (work.scope().isCancelled()) {
            return new RunResult.Failed(Failure.CANCELLED, "no longer to be sent", Duration.ZERO);
        }
        health.failed();
        return new RunResult.Failed(Failure.UNREACHABLE, "no response: " + cause.getMessage(), Duration.ZERO);
    }

    /** The address itself stays out of history: whoever reads it must not learn what names mean inside. */
    private static RunResult refusal(CallbackUrl url, boolean allowed) {
        String why = allowed ? " has no address" : " has an address that is not allowed";
        return new RunResult.Failed(Failure.UNREACHABLE, url.host() + why, Duration.ZERO);
    }
}
