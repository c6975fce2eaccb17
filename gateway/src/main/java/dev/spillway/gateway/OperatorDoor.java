package dev.spillway.gateway;

import dev.spillway.gateway.edge.operator.OperatorEdge;
import dev.spillway.gateway.loops.Loops;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operators' door with an event loop, an acceptor and workers of its own, so that it answers while the callers' loops are
 * busy and their doors are full. Its connections are bounded, and come out of the reserve of file descriptors.
 */
final class OperatorDoor {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorDoor.class);
    private static final int WORKERS = 2;
    private static final long CLOSE_SECONDS_MAX = 5;

    private final Vertx vertx;
    private final Loops.Loop loop;
    private final OperatorEdge edge;

    private OperatorDoor(Vertx vertx, Loops.Loop loop, OperatorEdge edge) {
        this.vertx = vertx;
        this.loop = loop;
        this.edge = edge;
    }

    /** A door that does not listen yet. Blocks until its loop runs. */
    static OperatorDoor of(OperatorEdge edge) {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(WORKERS)
                .setInternalBlockingPoolSize(1)
                .setPreferNativeTransport(true)
                .setDisableTCCL(true));
        return new OperatorDoor(vertx, Loops.outside(vertx), edge);
    }

    /** Opens it. */
    Future<HttpServer> open() {
        Promise<HttpServer> listening = Promise.promise();
        loop.executor().execute(() -> edge.server(vertx).listen().onComplete(listening));
        return listening.future();
    }

    /** Closes it at once. Blocks; harmless if repeated. */
    void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException cause) {
            LOG.warn("the operators' door did not close in order: {}", cause.toString());
        }
    }
}
