package dev.spillway.gateway;

import dev.spillway.core.Fatal;
import dev.spillway.core.Time;
import dev.spillway.core.layer.Observer;
import dev.spillway.gateway.backend.Host;
import dev.spillway.gateway.bounds.Descriptors;
import dev.spillway.gateway.bounds.GatedTransport;
import dev.spillway.gateway.cache.AnswerCache;
import dev.spillway.gateway.config.ConfigProblem;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.edge.Delivered;
import dev.spillway.gateway.edge.Door;
import dev.spillway.gateway.edge.Intake;
import dev.spillway.gateway.edge.TaskDoor;
import dev.spillway.gateway.edge.Watchers;
import dev.spillway.gateway.edge.operator.OperatorEdge;
import dev.spillway.gateway.loops.LoopTime;
import dev.spillway.gateway.loops.Loops;
import dev.spillway.gateway.observe.LoopDelay;
import dev.spillway.gateway.observe.LoopLoad;
import dev.spillway.gateway.observe.Metrics;
import dev.spillway.gateway.offload.TaskService;
import dev.spillway.gateway.offload.Tasks;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running gateway. Its methods block, so they are called on no event loop. */
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final Duration WATCH = Duration.ofSeconds(1);
    private static final long SLOW_LOOP_MILLIS = 100;

    private final Vertx vertx;
    private final Loops loops;
    private final Shared shared;
    private final Live live;
    private final DurableQueue queue;
    private final OperatorView view;
    private final Doors doors;
    private final DoorCertificates certificates;
    private volatile boolean closed;

    private Gateway(
            Vertx vertx,
            Loops loops,
            Shared shared,
            Live live,
            DurableQueue queue,
            OperatorView view,
            Doors doors,
            DoorCertificates certificates) {
        this.vertx = vertx;
        this.loops = loops;
        this.shared = shared;
        this.live = live;
        this.queue = queue;
        this.view = view;
        this.doors = doors;
        this.certificates = certificates;
    }

    /**
     * Starts a gateway; it is ready when this returns.
     *
     * @param insecure whether doors may be open to the network without keys and TLS
     * @throws StartFailure where the configuration has problems, all of which are told, or a door can't be opened
     */
    public static Gateway start(Path file, boolean insecure) throws StartFailure {
        Loops.boundTasks();
        GatedTransport transport = GatedTransport.best();
        Vertx vertx = Vertx.builder()
                .withTransport(transport.forVertx())
                .with(new VertxOptions()
                        .setEventLoopPoolSize(Runtime.getRuntime().availableProcessors()) // a loop for each core
                        .setMaxEventLoopExecuteTime(SLOW_LOOP_MILLIS)
                        .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
                        .setAddressResolverOptions(Host.resolverOptions())
                        .setDisableTCCL(true))
                .build();
        try {
            return start(vertx, transport, file, insecure);
        } catch (StartFailure | RuntimeException cause) {
            vertx.close().toCompletionStage().toCompletableFuture().join();
            throw cause;
        }
    }

    private static Gateway start(Vertx vertx, GatedTransport transport, Path file, boolean insecure)
            throws StartFailure {
        Loops loops = Loops.of(vertx);
        Time time = new LoopTime(Gateway::defect);
        Metrics metrics = new Metrics();
        LoopDelay.start(loops, metrics, time);
        Observer observer = metrics;
        Shared shared = new Shared(
                observer,
                metrics,
                time,
                new Spending(time),
                new Outcomes(metrics),
                new Drifts(metrics),
                new RouteRules(metrics),
                cache(metrics, time));
        Assembler assembler = new Assembler(file, insecure, shared);
        DurableQueue queue = new DurableQueue(loops, metrics, observer, time);
        Path base = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), Path.of("/"));
        Assembler.Assembled assembled = assembler.assemble(
                Backends.none(loops, time, System::getenv), config -> queue.open(config.offload(), base));
        Assembly first = assembled.assembly();
        if (first == null) {
            queue.close(Future.succeededFuture(), Duration.ZERO);
            throw new StartFailure(rendered(assembled.problems()));
        }
        assembled.warnings().forEach(warning -> LOG.warn("{}", warning.render()));
        GatewayConfig config = first.config();
        Live live = new Live(assembler, queue, first);
        OperatorView view = new OperatorView(live, queue, loops, metrics, shared.rules(), time);
        Doors doors;
        OperatorDoor operator = OperatorDoor.of(new OperatorEdge(config.listen().operator(), view));
        try {
            DoorPlan plan = DoorPlan.of(config, loops, time, Descriptors.limit());
            plan.show(metrics, loops.inFlight());
            Intake intake =
                    new Intake(live::state, observer, new LoopLoad(loops, metrics)::count, delivered(metrics), time);
            TaskService tasks = queue.tasks();
            doors = Doors.open(
                    loops,
                    config.listen(),
                    intake,
                    new TaskDoor(intake, tasks == null ? null : new Tasks(tasks), new Watchers()),
                    () -> live.current().listed(),
                    operator,
                    new Doors.Bounds(plan, transport),
                    time,
                    Gateway::defect);
        } catch (IOException | IllegalArgumentException cause) {
            operator.close();
            first.backends().close();
            queue.close(Future.succeededFuture(), Duration.ZERO);
            throw new StartFailure(String.valueOf(cause.getMessage()), cause);
        }
        Gateway gateway = new Gateway(vertx, loops, shared, live, queue, view, doors, doors.certificates(metrics));
        queue.start(first.tasks());
        gateway.open(config);
        return gateway;
    }

    private static Delivered delivered(Metrics metrics) {
        Metrics.Replies grpc = metrics.replies("grpc");
        Metrics.Replies rest = metrics.replies("rest");
        return (door, usedNanos, late) -> (door == Door.GRPC ? grpc : rest).count(usedNanos, late);
    }

    private static AnswerCache cache(Metrics metrics, Time time) {
        AnswerCache cache = new AnswerCache(0, time); // each assembly says how much it may hold
        String name = "answers";
        metrics.gauge("spillway_cache_bytes", "What the kept answers take, about.", "cache", name, cache::weight);
        metrics.gauge("spillway_cache_entries", "How many answers are kept.", "cache", name, cache::entries);
        metrics.gauge("spillway_cache_evicted", "Answers that went for want of room.", "cache", name, cache::evicted);
        return cache;
    }

    private void open(GatewayConfig config) {
        WarmUp.run(config.listen(), doors);
        view.readiness(OperatorEdge.READY);
        doors.serving(true);
        doors.tasksServing(queue.isServing());
        loops.all().getFirst().executor().execute(this::watch);
        LOG.info(
                "ready: grpc {}, rest {}, operator {}, routes {}",
                doors.grpcPort(),
                doors.restPort(),
                doors.operatorPort(),
                config.routes().keySet());
    }

    private static String rendered(List<ConfigProblem> problems) {
        return problems.stream().map(ConfigProblem::render).collect(Collectors.joining("\n"));
    }

    private static void defect(Throwable bug) {
        Fatal.endIf(bug);
        LOG.error("a defect of the gateway", bug);
    }

    /** Reloads whenever a file of the configuration has changed, a link to it that leads elsewhere now included. */
    private void watch() {
        if (closed) {
            return;
        }
        shared.drifts().report();
        shared.time()
                .after(
                        WATCH,
                        () -> vertx.executeBlocking(() -> {
                                    if (live.isChanged()) {
                                        reload();
                                    }
                                    doors.tasksServing(queue.isServing());
                                    return true;
                                })
                                .onComplete(done -> {
                                    if (done.failed()) {
                                        LOG.error("the configuration can't be watched", done.cause());
                                    }
                                    loops.all().getFirst().executor().execute(this::watch);
                                }));
    }

    /** Reads the configuration anew. Where anything is wrong with it, the one before stays, and the log says why. */
    public void reload() {
        Live.Reloaded reloaded = live.reload();
        if (!reloaded.problems().isEmpty()) {
            LOG.error("the configuration was not reloaded, the one before stays:\n{}", rendered(reloaded.problems()));
            return;
        }
        certificates.renew(live.current().keys());
        LOG.info(
                "the configuration was reloaded: routes {}",
                live.current().config().routes().keySet());
        if (!reloaded.needRestart().isEmpty()) {
            LOG.warn("these changes wait for a restart: {}", reloaded.needRestart());
        }
    }

    /** For tests that need a loop in a certain state. */
    Loops loops() {
        return loops;
    }

    public int grpcPort() {
        return doors.grpcPort();
    }

    public int restPort() {
        return doors.restPort();
    }

    public int operatorPort() {
        return doors.operatorPort();
    }

    /** How long the doors still take calls once {@link #drain} has begun, as the configuration in force says. */
    public Duration drainDelay() {
        return live.current().config().drainDelay();
    }

    /**
     * Ends in order: says that it is not ready, and still takes calls while those in front find that out; then closes the public
     * doors, lets calls in flight end, closes the task store, and the operators' door last. Called again it waits for the end.
     *
     * @param delay how long the doors still take calls, unless the thread is interrupted; zero for no one in front
     */
    public synchronized void drain(Duration delay) {
        if (closed) {
            return;
        }
        closed = true;
        view.readiness("draining");
        LOG.info("draining: calls are taken for another {} ms", delay.toMillis());
        Duration grace = live.current().config().drain();
        try {
            if (!delay.isZero()) {
                doors.leave();
                pause(delay);
            }
            Future<Void> worked = queue.drain(grace); // while calls in flight end, and may still make tasks
            try {
                doors.close(grace, !delay.isZero());
            } finally {
                queue.close(worked, grace);
            }
        } finally {
            live.current().backends().close();
            shared.outcomes().close();
            doors.closeOperator();
            vertx.close().toCompletionStage().toCompletableFuture().join();
            LOG.info("ended");
        }
    }

    private void pause(Duration delay) {
        CountDownLatch over = new CountDownLatch(1);
        loops.all().getFirst().executor().execute(() -> shared.time().after(delay, over::countDown));
        try {
            over.await();
        } catch (InterruptedException enough) {
            LOG.info("the delay is cut short");
        }
    }

    /** Ends in order, with no one in front to be told first. */
    @Override
    public void close() {
        drain(Duration.ZERO);
    }
}
