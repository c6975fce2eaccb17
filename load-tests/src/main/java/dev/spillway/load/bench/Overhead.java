package dev.spillway.load.bench;

import dev.spillway.load.net.FreePorts;
import dev.spillway.load.net.Loops;
import dev.spillway.load.process.GatewayProcess;
import io.grpc.ClientCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway costs: the same requests, by the same client, to the same backend, directly, through nginx, and through
 * the gateway, round by round in one run. The proxy under test has one processor, client and backend the other.
 */
final class Overhead implements AutoCloseable {
    private static final int CANCELS = 1_000;

    /** How much to measure. */
    record Effort(int inFlight, int rounds, Duration length, Duration warmUp, Pattern only, List<String> javaOptions) {}

    private final Path directory;
    private final int proxyCore;
    private final Loops loops = new Loops(1);
    private final EchoBackend backend;
    private final GatewayProcess gateway;
    private final @Nullable Nginx nginx;
    private final OverheadTargets targets;
    private final int[] ports = FreePorts.find(5);

    Overhead(Path directory, Effort effort) throws IOException, InterruptedException {
        this.directory = directory;
        this.proxyCore = Runtime.getRuntime().availableProcessors() > 1 ? 0 : -1;
        this.backend = new EchoBackend(loops);
        this.targets = new OverheadTargets(loops, effort.inFlight());
        Path config = directory.resolve("spillway.yaml");
        Files.writeString(config, OverheadConfig.yaml(ports[0], ports[1], ports[2], backend) + "drainDelay: 0s\n");
        this.gateway = GatewayProcess.start(
                config, proxyCore, ports[2], directory.resolve("gateway.log"), effort.javaOptions());
        this.nginx = Nginx.isInstalled() ? Nginx.start(directory, proxyCore, ports[3], ports[4], backend) : null;
    }

    /** Measures all ways, and tells of progress. */
    List<Row> run(Effort effort, Consumer<String> progress) throws IOException, InterruptedException {
        List<Contestant> possible = contestants();
        List<Contestant> all = possible.stream()
                .filter(one -> one.isWanted(effort.only(), possible))
                .toList();
        progress.accept("warming up");
        for (Contestant one : all) {
            one.warmUp(effort.inFlight(), effort.warmUp());
        }
        double rate = Double.MAX_VALUE;
        for (Contestant one : all) {
            rate = Math.min(rate, one.halfLoad(effort.inFlight(), effort.length()));
        }
        for (int round = 1; round <= effort.rounds(); round++) {
            progress.accept("round " + round + " of " + effort.rounds());
            for (Contestant one : all) {
                one.round(effort.inFlight(), rate, effort.length());
            }
        }
        return all.stream().map(Contestant::row).toList();
    }

    private List<Contestant> contestants() {
        List<Contestant> all = new ArrayList<>();
        Contestant direct = new Contestant("grpc direct", targets.infer(backend.grpcPort()), null, null);
        all.add(direct);
        if (nginx != null) {
            all.add(new Contestant("grpc nginx grpc_pass", targets.infer(ports[3]), nginx.process(), direct));
        }
        all.add(new Contestant(
                "grpc spillway 1 call", targets.execute(ports[0], OverheadConfig.ONE), gateway.process(), direct));
        all.add(new Contestant(
                "grpc spillway 3 calls", targets.execute(ports[0], OverheadConfig.THREE), gateway.process(), direct));
        all.add(new Contestant(
                "grpc spillway cascade", targets.execute(ports[0], OverheadConfig.SURE), gateway.process(), direct));
        all.add(new Contestant(
                "grpc spillway cascade up",
                targets.execute(ports[0], OverheadConfig.UNSURE),
                gateway.process(),
                direct));
        Contestant directRest = new Contestant("rest direct", targets.http(backend.httpPort(), "/echo"), null, null);
        all.add(directRest);
        if (nginx != null) {
            all.add(new Contestant(
                    "rest nginx proxy_pass", targets.http(ports[4], "/echo"), nginx.process(), directRest));
        }
        all.add(new Contestant(
                "rest spillway 1 call", targets.rest(ports[1], OverheadConfig.REST), gateway.process(), directRest));
        return all;
    }

    /** From the client's leaving to the backend's hearing of it, through the gateway, in nanoseconds. */
    Histogram cancelDelays() throws InterruptedException {
        Histogram delays = new Histogram(TimeUnit.SECONDS.toNanos(10), 3);
        var target = targets.execute(ports[0], OverheadConfig.STALLED);
        for (int i = 0; i < CANCELS; i++) {
            ClientCall<?, ?> call = target.call(_ -> {});
            if (backend.stalled().poll(5, TimeUnit.SECONDS) == null) {
                throw new IllegalStateException("the request did not reach the backend");
            }
            long left = System.nanoTime();
            call.cancel("the client leaves", null);
            Long heard = backend.cancelled().poll(5, TimeUnit.SECONDS);
            if (heard == null) {
                throw new IllegalStateException("the cancellation did not reach the backend");
            }
            delays.recordValue(Math.max(0, heard - left));
        }
        return delays;
    }

    Path directory() {
        return directory;
    }

    @Override
    public void close() {
        targets.close();
        gateway.close();
        if (nginx != null) {
            nginx.close();
        }
        backend.close();
        loops.close();
    }
}
