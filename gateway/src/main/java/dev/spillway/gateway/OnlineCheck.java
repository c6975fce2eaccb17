package dev.spillway.gateway;

import dev.spillway.gateway.backend.Backend;
import dev.spillway.gateway.loops.LoopTime;
import dev.spillway.gateway.loops.Loops;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the backends of a configuration whether they are ready and fit, without a gateway. */
public final class OnlineCheck {
    private static final Logger LOG = LoggerFactory.getLogger(OnlineCheck.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private OnlineCheck() {}

    /**
     * What each backend says, in the order of the configuration; a few seconds at most. Blocks.
     *
     * @param file a configuration without problems
     * @throws IllegalArgumentException where a backend can't be made of it
     */
    public static Map<String, Backend.Health> of(Path file, boolean insecure) {
        var draft = Assembler.compile(file, insecure).loaded().draft();
        if (draft == null) {
            throw new IllegalArgumentException(file + " has problems");
        }
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try {
            Loops loops = Loops.of(vertx);
            Backends backends = Backends.none(
                            loops, new LoopTime(bug -> LOG.error("a defect in a timer", bug)), System::getenv)
                    .next(draft.backends(), false);
            Promise<Map<String, Backend.Health>> all = Promise.promise();
            loops.all().getFirst().executor().execute(() -> ask(backends.all()).onComplete(all));
            Map<String, Backend.Health> said =
                    all.future().toCompletionStage().toCompletableFuture().join();
            backends.close();
            return said;
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static Future<Map<String, Backend.Health>> ask(Map<String, Backend> backends) {
        List<Future<Backend.Health>> asked = backends.values().stream()
                .map(backend -> backend.health(TIMEOUT))
                .toList();
        return Future.all(asked).map(answers -> {
            Map<String, Backend.Health> said = new LinkedHashMap<>();
            int next = 0;
            for (String name : backends.keySet()) {
                said.put(name, answers.resultAt(next++));
            }
            return said;
        });
    }
}
