package dev.spillway.gateway.config.load;

import dev.spillway.cascade.calibration.BadCalibration;
import dev.spillway.cascade.calibration.Calibration;
import dev.spillway.cascade.calibration.CalibrationTree;
import dev.spillway.gateway.config.ConfigProblem;
import dev.spillway.gateway.config.Excerpt;
import dev.spillway.gateway.config.Position;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** A calibration in its file, as {@code ./spillway calibrate} writes it. Reads and writes on the calling thread. */
public final class CalibrationFile {
    private static final int CODE_POINTS_MOST = 4 << 20;
    private static final String MEND = "it is written by ./spillway calibrate, not by hand: calibrate again";

    private CalibrationFile() {}

    /** What was read. */
    public sealed interface Read {
        /** All of it. */
        record Whole(Calibration calibration) implements Read {}

        /** It can't be used. */
        record Unreadable(ConfigProblem problem) implements Read {}
    }

    /** Reads a calibration. */
    public static Read read(Path file) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file.toString())
                .setCodePointLimit(CODE_POINTS_MOST)
                .build();
        try (InputStream in = Files.newInputStream(file)) {
            if (new Load(settings).loadFromInputStream(in) instanceof Map<?, ?> tree) {
                return new Read.Whole(CalibrationTree.read(texts(tree)));
            }
            return unreadable(Position.whole(file), "", "this is no calibration");
        } catch (NoSuchFileException _) {
            return unreadable(Position.whole(file), "", "there is no such file");
        } catch (IOException cause) {
            return unreadable(Position.whole(file), "", "the file can't be read: " + cause.getMessage());
        } catch (BadCalibration cause) {
            return unreadable(Position.whole(file), cause.path(), cause.problem());
        } catch (MarkedYamlEngineException cause) {
            return unreadable(position(file, cause), "", "this is no YAML: " + cause.getProblem());
        } catch (YamlEngineException cause) {
            return unreadable(Position.whole(file), "", "this is no YAML: " + cause.getMessage());
        }
    }

    @SuppressWarnings("unchecked") // what is no text is found by whoever looks for a key
    private static Map<String, ?> texts(Map<?, ?> tree) {
        return (Map<String, ?>) tree;
    }

    private static Position position(Path file, MarkedYamlEngineException cause) {
        return cause.getProblemMark()
                .map(mark -> new Position(file, mark.getLine() + 1, mark.getColumn() + 1, Excerpt.NONE))
                .orElse(Position.whole(file));
    }

    private static Read unreadable(Position position, String path, String message) {
        return new Read.Unreadable(new ConfigProblem(position, path, "", message, MEND));
    }
}
