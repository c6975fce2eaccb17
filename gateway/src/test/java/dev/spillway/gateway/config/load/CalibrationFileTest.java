package dev.spillway.gateway.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.cascade.calibration.Calibration;
import dev.spillway.cascade.calibration.CalibrationFit;
import dev.spillway.cascade.calibration.ConfidenceScale;
import dev.spillway.cascade.calibration.Guarantee;
import dev.spillway.cascade.calibration.OutcomeLogReader;
import dev.spillway.gateway.config.ConfigProblem;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationFileTest {
    private static final List<String> QUOTED = List.of("no", "7", "\"gpt-4.1: \"\"mini\"\"\"");

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("calibration.yaml");
    }

    /** Names as models have them: with dots, digits only, and what YAML would take for something else. */
    private static Calibration calibration() throws IOException {
        Random random = new Random(1);
        StringBuilder csv = new StringBuilder("query_id,model,correct,confidence,cost\n");
        for (int query = 0; query < 300; query++) {
            for (int tier = 0; tier < 3; tier++) {
                double said = random.nextDouble();
                csv.append(query)
                        .append(',')
                        .append(QUOTED.get(tier))
                        .append(',')
                        .append(random.nextDouble() < (said + tier) / (tier + 1) ? 1 : 0)
                        .append(',')
                        .append(said)
                        .append(',')
                        .append(1e-6 * Math.pow(5, tier))
                        .append('\n');
            }
        }
        return CalibrationFit.fit(
                        OutcomeLogReader.read(new StringReader(csv.toString()), ConfidenceScale.PROBABILITY)
                                .log(),
                        new Guarantee.Goal(0.3, 0.1))
                .calibration();
    }

    @Test
    void comesBackAsItWas() throws IOException {
        Calibration calibration = calibration();
        CalibrationFile.write(calibration, 12.34, file);

        assertThat(CalibrationFile.read(file)).isEqualTo(new CalibrationFile.Read.Whole(calibration));
        assertThat(CalibrationFile.fitMillis(file)).isEqualTo(12.3);
        assertThat(calibration.names()).containsExactly("no", "7", "gpt-4.1: \"mini\"");
    }

    @Test
    void isReplacedWhole() throws IOException {
        Files.writeString(file, "something else\n".repeat(10_000));
        CalibrationFile.write(calibration(), 1, file);

        assertThat(CalibrationFile.read(file)).isInstanceOf(CalibrationFile.Read.Whole.class);
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void tellsWhereSomethingIsWrong() throws IOException {
        CalibrationFile.write(calibration(), 1, file);
        String text = Files.readString(file);
        int line = 1 + text.substring(0, text.indexOf("  quality: ")).split("\n").length;
        Files.writeString(file, text.replaceFirst("  quality: [0-9.]+", "  quality: splendid"));

        ConfigProblem problem = problem();
        assertThat(problem.path()).isEqualTo("models[0].quality");
        assertThat(problem.position().line()).isEqualTo(line);
        assertThat(problem.message()).isEqualTo("is splendid, not a number");
        assertThat(problem.suggestion()).contains("calibrate again");
        assertThat(problem.render()).startsWith(file + ":" + line + ":12: models[0].quality: is splendid");
    }

    @Test
    void tellsThatAKeyIsMissingWhereItsMapStands() throws IOException {
        CalibrationFile.write(calibration(), 1, file);
        Files.writeString(file, Files.readString(file).replaceFirst("points:", "dots:"));

        assertThat(problem().message()).isEqualTo("is missing");
        assertThat(problem().path()).isEqualTo("points");
    }

    @Test
    void tellsThatItIsNoYamlOrNoCalibration() throws IOException {
        Files.writeString(file, "models: [\n");
        assertThat(problem().message()).startsWith("this is no YAML");
        assertThat(problem().position().line()).isPositive();

        Files.writeString(file, "- 1\n");
        assertThat(problem().message()).isEqualTo("this is no calibration");

        Files.delete(file);
        assertThat(problem().message()).isEqualTo("there is no such file");
    }

    private ConfigProblem problem() {
        return ((CalibrationFile.Read.Unreadable) CalibrationFile.read(file)).problem();
    }
}
