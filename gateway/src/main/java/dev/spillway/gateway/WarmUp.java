package dev.spillway.gateway;

import dev.spillway.gateway.config.ListenConfig;
import dev.spillway.proto.v1.ExecuteRequest;
import dev.spillway.proto.v1.OrchestratorGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls of the gateway to its own doors, before it says that it is ready: the first request after a start takes longer than
 * many a budget, since classes are still being loaded. They ask for a route that there is not, so no backend hears of them.
 */
final class WarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final int CALLS = 100;
    private static final String NO_ROUTE = "warm-up";
    private static final Duration MOST = Duration.ofSeconds(5);

    private WarmUp() {}

    /** Blocks. A door with TLS is left cold: its certificate need not be for this machine's own address. */
    static void run(ListenConfig listen, Doors doors) {
        if (listen.grpc().tls() == null) {
            grpc(doors.grpcPort());
        }
        if (listen.rest().tls() == null) {
            rest(doors.restPort());
        }
    }

    private static void grpc(int port) {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        try {
            for (int i = 0; i < CALLS; i++) {
                try {
                    var _ = OrchestratorGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(MOST.toMillis(), TimeUnit.MILLISECONDS)
                            .execute(ExecuteRequest.newBuilder()
                                    .setRoute(NO_ROUTE)
                                    .build());
                } catch (StatusRuntimeException expected) {
                    // there is no such route
                }
            }
        } finally {
            channel.shutdownNow();
        }
    }

    private static void rest(int port) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/v1/routes/" + NO_ROUTE + ":execute"))
                .timeout(MOST)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"input\":{\"text\":\"\"}}"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int i = 0; i < CALLS; i++) {
                client.send(request, HttpResponse.BodyHandlers.discarding());
            }
        } catch (IOException cause) {
            LOG.warn("the REST door could not be warmed: {}", cause.toString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
