package dev.spillway.gateway.config.load;

import dev.spillway.cascade.calibration.BadCalibration;
import dev.spillway.cascade.calibration.Calibration;
import dev.spillway.cascade.calibration.CalibrationTree;
import dev.spillway.gateway.config.ConfigProblem;
import dev.spillway.gateway.config.Excerpt;
import dev.spillway.gateway.config.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** A calibration in its file, as {@code ./spillway calibrate} writes it. Reads and writes on the calling thread. */
public final class CalibrationFile {
    private static final int CODE_POINTS_MOST = 4 << 20;
    private static final int WIDTH = 120;
    private static final String HEADER = "# Written by ./spillway calibrate; docs/calibration.md says what it holds.\n";
    private static final String MEND = "it is written by ./spillway calibrate, not by hand: calibrate again";

    private CalibrationFile() {}

    /** What was read. */
    public sealed interface Read {
        /** All of it. */
        record Whole(Calibration calibration) implements Read {}

        /** It can't be used. */
        record Unreadable(ConfigProblem problem) implements Read {}
    }

    /**
     * Writes a calibration, whole or not at all: a reader sees the file from before or the new one.
     *
     * @param fitMillis how long the fit took, noted for people
     * @throws IOException where the file can't be written
     */
    public static void write(Calibration calibration, double fitMillis, Path file) throws IOException {
        Map<String, Object> tree = new LinkedHashMap<>();
        CalibrationTree.write(calibration).forEach((key, value) -> {
            tree.put(key, value);
            if (key.equals("confidence")) {
                tree.put(CalibrationTree.FIT_MILLIS, Math.rint(fitMillis * 10) / 10);
            }
        });
        DumpSettings settings =
                DumpSettings.builder().setWidth(WIDTH).setSplitLines(false).build();
        Path absolute = file.toAbsolutePath();
        Path draft = Files.createTempFile(absolute.getParent(), "calibration", ".tmp");
        try {
            Files.writeString(draft, HEADER + new Dump(settings).dumpToString(tree));
            Files.move(draft, absolute, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Reads a calibration. */
    public static Read read(Path file) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file.toString())
                .setCodePointLimit(CODE_POINTS_MOST)
                .build();
        try {
            String text = Files.readString(file);
            return new Load(settings).loadFromString(text) instanceof Map<?, ?> tree
                    ? read(tree, file, new Compose(settings).composeString(text))
                    : unreadable(Position.whole(file), "", "this is no calibration");
        } catch (NoSuchFileException _) {
            return unreadable(Position.whole(file), "", "there is no such file");
        } catch (IOException cause) {
            return unreadable(Position.whole(file), "", "the file can't be read: " + cause.getMessage());
        } catch (MarkedYamlEngineException cause) {
            return unreadable(position(file, cause), "", "this is no YAML: " + cause.getProblem());
        } catch (YamlEngineException cause) {
            return unreadable(Position.whole(file), "", "this is no YAML: " + cause.getMessage());
        }
    }

    /** How long the fit of a calibration that can be read took, in milliseconds; NaN where the file does not say. */
    public static double fitMillis(Path file) throws IOException {
        LoadSettings settings =
                LoadSettings.builder().setCodePointLimit(CODE_POINTS_MOST).build();
        return new Load(settings).loadFromString(Files.readString(file)) instanceof Map<?, ?> tree
                        && tree.get(CalibrationTree.FIT_MILLIS) instanceof Number millis
                ? millis.doubleValue()
                : Double.NaN;
    }

    private static Read read(Map<?, ?> tree, Path file, Optional<Node> root) {
        try {
            return new Read.Whole(CalibrationTree.read(texts(tree)));
        } catch (BadCalibration cause) {
            Position position = root.flatMap(
                            node -> NodeAt.path(node, cause.path()).getStartMark())
                    .map(mark -> position(file, mark))
                    .orElse(Position.whole(file));
            return unreadable(position, cause.path(), cause.problem());
        }
    }

    @SuppressWarnings("unchecked") // what is no text is found by whoever looks for a key
    private static Map<String, ?> texts(Map<?, ?> tree) {
        return (Map<String, ?>) tree;
    }

    private static Position position(Path file, MarkedYamlEngineException cause) {
        return cause.getProblemMark().map(mark -> position(file, mark)).orElse(Position.whole(file));
    }

    private static Position position(Path file, Mark mark) {
        return new Position(file, mark.getLine() + 1, mark.getColumn() + 1, Excerpt.NONE);
    }

    private static Read unreadable(Position position, String path, String message) {
        return new Read.Unreadable(new ConfigProblem(position, path, "", message, MEND));
    }
}
