package dev.spillway.load.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A gateway as a process of its own, started from the jar that the build made. */
public final class GatewayProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Child child;
    private final int operatorPort;

    private GatewayProcess(Child child, int operatorPort) {
        this.child = child;
        this.operatorPort = operatorPort;
    }

    /**
     * Starts a gateway and waits until it is ready.
     *
     * @param core the processor that it may use; negative for any
     * @param operatorPort its operator door, as the configuration says
     * @param javaOptions before {@code -jar}
     * @throws IOException where it does not become ready; the message holds what it printed
     */
    public static GatewayProcess start(Path config, int core, int operatorPort, Path output, List<String> javaOptions)
            throws IOException, InterruptedException {
        return start(jar(), config, core, operatorPort, output, javaOptions);
    }

    /** Starts a gateway of another build, from its jar, and waits until it is ready. */
    public static GatewayProcess start(
            Path jar, Path config, int core, int operatorPort, Path output, List<String> javaOptions)
            throws IOException, InterruptedException {
        GatewayProcess gateway = launch(jar, config, core, operatorPort, output, javaOptions, Map.of());
        try {
            gateway.awaitReady(PATIENCE);
            return gateway;
        } catch (IOException | InterruptedException cause) {
            gateway.close();
            throw cause;
        }
    }

    /** Starts a gateway, and does not wait. */
    public static GatewayProcess launch(
            Path config,
            int core,
            int operatorPort,
            Path output,
            List<String> javaOptions,
            Map<String, String> environment)
            throws IOException {
        return launch(jar(), config, core, operatorPort, output, javaOptions, environment);
    }

    private static GatewayProcess launch(
            Path jar,
            Path config,
            int core,
            int operatorPort,
            Path output,
            List<String> javaOptions,
            Map<String, String> environment)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(javaOptions);
        command.addAll(List.of("-jar", jar.toString(), "serve", "--config", config.toString()));
        return new GatewayProcess(Child.start("gateway", core, output, command, environment), operatorPort);
    }

    /** The gateway's jar: below the home that the launcher names, else beside the module that runs. */
    public static Path jar() throws IOException {
        return jar(Path.of(System.getProperty("spillway.home", "..")));
    }

    /**
     * The gateway's jar in a checkout that was built.
     *
     * @throws IOException if it was not; the message says how to build it
     */
    public static Path jar(Path checkout) throws IOException {
        Path jar = checkout.resolve("gateway/target/spillway-gateway.jar")
                .toAbsolutePath()
                .normalize();
        if (!Files.exists(jar)) {
            throw new IOException(
                    "the gateway is not built: there is no " + jar + "; run `mvn package` or `./spillway`");
        }
        return jar;
    }

    /**
     * Waits until it is ready.
     *
     * @param most before it is taken for one that never will be
     * @throws IOException where it does not become ready; the message holds what it printed
     */
    public void awaitReady(Duration most) throws IOException, InterruptedException {
        HttpRequest ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + operatorPort + "/readyz"))
                .timeout(Duration.ofSeconds(2))
                .build();
        long deadline = System.nanoTime() + most.toNanos();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (System.nanoTime() - deadline < 0) {
                if (!child.isAlive()) {
                    throw new IOException("the gateway ended while it started:\n" + child.printed());
                }
                try {
                    if (client.send(ready, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200) {
                        return;
                    }
                } catch (IOException _) {
                    // not listening yet
                }
                Thread.sleep(POLL);
            }
        }
        throw new IOException("the gateway was not ready within " + most.toSeconds() + " s:\n" + child.printed());
    }

    public Child process() {
        return child;
    }

    @Override
    public void close() {
        child.close();
    }
}
