package dev.spillway.gateway.config.load;

import dev.spillway.gateway.config.ConfigProblem;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.Position;
import dev.spillway.gateway.config.bind.Binding;
import dev.spillway.gateway.config.bind.Bound;
import dev.spillway.gateway.config.check.CheckOptions;
import dev.spillway.gateway.config.check.Checked;
import dev.spillway.gateway.config.check.ConfigCheck;
import dev.spillway.gateway.config.check.Digests;
import dev.spillway.gateway.config.shape.KeyPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Loads the configuration from its file. Reads files on the calling thread: never call it on an event loop. */
public final class ConfigLoader {
    /** More is no configuration, but a file given by mistake. */
    private static final int BYTES_MOST = 1 << 20;

    private ConfigLoader() {}

    /** Reads, binds and checks; all problems come at once. */
    public static Loaded load(Path file, CheckOptions options) {
        byte[] bytes;
        try {
            bytes = read(file);
        } catch (IOException cause) {
            return Loaded.failed(unreadable(file, cause), Map.of(file, ""));
        }
        String digest = Digests.of(bytes);
        if (bytes.length > BYTES_MOST) {
            return Loaded.failed(
                    whole(file, "the file is larger than 1 MiB", "is it the right file?"), Map.of(file, digest));
        }
        Bound<GatewayConfig> bound = Binding.bind(GatewayConfig.class, file, bytes);
        GatewayConfig draft = bound.value();
        Checked checked = draft == null
                ? new Checked(List.of(), List.of(), Map.of())
                : ConfigCheck.check(draft, bound.sources(), options);
        Map<Path, String> files = new TreeMap<>(checked.files());
        files.put(file, digest);
        List<ConfigProblem> problems = Merge.of(bound.problems(), checked.problems(), bound.sources());
        return new Loaded(draft, problems, checked.warnings(), files, bound.sources());
    }

    private static byte[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(BYTES_MOST + 1);
        }
    }

    private static ConfigProblem unreadable(Path file, IOException cause) {
        if (Files.isDirectory(file)) {
            return whole(file, "this is a directory", "name the file in it");
        }
        return switch (cause) {
            case NoSuchFileException _ -> whole(file, "there is no such file", "");
            case AccessDeniedException _ -> whole(file, "the file may not be read", "check its permissions");
            default -> whole(file, "the file can't be read: " + cause.getMessage(), "");
        };
    }

    private static ConfigProblem whole(Path file, String message, String suggestion) {
        return new ConfigProblem(Position.whole(file), KeyPath.ROOT, "", message, suggestion);
    }
}
