package dev.spillway.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrateAndEvaluateTest {
    @TempDir
    private Path directory;

    private Path training;
    private Path test;
    private Path calibration;
    private String out = "";
    private String err = "";

    @BeforeEach
    void writeLogs() throws IOException {
        training = Files.writeString(directory.resolve("training.csv"), log(400, 1, false));
        test = Files.writeString(directory.resolve("test.csv"), log(500, 2, false));
        calibration = directory.resolve("calibration.yaml");
    }

    /** Three models, the dearer the better, with a confidence that says something. */
    private static String log(int queries, long seed, boolean logarithms) {
        Random random = new Random(seed);
        StringBuilder csv = new StringBuilder("query_id,model,correct,confidence,cost,latency_ms\n");
        for (int query = 0; query < queries; query++) {
            double difficulty = random.nextGaussian();
            List<String> names = List.of("small", "medium", "gpt-4.1");
            for (String name : names) {
                int tier = names.indexOf(name);
                double ease = 1.5 * (0.9 * tier - difficulty);
                double said = 1 / (1 + Math.exp(-ease - random.nextGaussian()));
                csv.append(String.format(
                        Locale.ROOT,
                        "q%d,%s,%d,%.5f,%.6f,%d\n",
                        query,
                        name,
                        random.nextDouble() < 1 / (1 + Math.exp(-ease)) ? 1 : 0,
                        logarithms ? Math.log(said) : said,
                        1e-4 * Math.pow(6, tier),
                        50 * (tier + 1)));
            }
        }
        return csv.toString();
    }

    private int run(Object... args) {
        StringWriter printed = new StringWriter();
        StringWriter told = new StringWriter();
        String[] words = new String[args.length];
        for (int at = 0; at < args.length; at++) {
            words[at] = args[at].toString();
        }
        int status = Main.commandLine()
                .setOut(new PrintWriter(printed))
                .setErr(new PrintWriter(told))
                .execute(words);
        out = printed.toString();
        err = told.toString();
        return status;
    }

    private JsonNode evaluated(Object... more) throws IOException {
        Object[] args = new Object[6 + more.length];
        System.arraycopy(
                new Object[] {"evaluate", "--log", test, "--calibration", calibration, "--json"}, 0, args, 0, 6);
        System.arraycopy(more, 0, args, 6, more.length);
        assertThat(run(args)).as(err).isZero();
        return new ObjectMapper().readTree(out);
    }

    @Test
    void calibratesAndEvaluates() throws IOException {
        assertThat(run("calibrate", "--log", training, "--out", calibration))
                .as(err)
                .isZero();
        assertThat(out).contains("400 queries", "gpt-4.1", "of LARGEST", "Written to");
        assertThat(err).isEmpty();

        JsonNode json = evaluated("--budget", "120ms");

        assertThat(json.get("area").doubleValue())
                .isLessThan(json.get("areaRandomMix").doubleValue());
        assertThat(json.get("area").doubleValue())
                .isGreaterThan(json.get("areaOracle").doubleValue());
        assertThat(json.get("apgr").doubleValue()).isBetween(0.5, 1.0);
        assertThat(json.get("savingAtEqualQuality").get("high").doubleValue()).isBetween(0.0, 1.0);
        assertThat(json.get("fitMillis").doubleValue()).isPositive();
        assertThat(json.get("queries").intValue()).isEqualTo(500);
        assertThat(json.get("models")).hasSize(3);
        assertThat(json.get("models").get(2).get("p95Millis").doubleValue()).isEqualTo(150);
        assertThat(json.get("models").get(2).get("overBudget").doubleValue()).isEqualTo(1);
        assertThat(json.get("models").get(0).get("auroc").doubleValue()).isGreaterThan(0.6);
        assertThat(json.get("points").get(0).get("cost").doubleValue()).isCloseTo(1e-4, within(1e-12));
    }

    @Test
    void printsTablesForPeople() {
        run("calibrate", "--log", training, "--out", calibration);

        assertThat(run("evaluate", "--log", test, "--calibration", calibration)).isZero();
        assertThat(out)
                .contains("500 queries", "error–cost area from 0.0001000 to 0.003600", "random mix", "oracle")
                .contains("APGR", "saving where as good as the largest model", "calibration error", "the fit took");
    }

    @Test
    void theCostRangeMayBeGiven() throws IOException {
        run("calibrate", "--log", training, "--out", calibration);

        assertThat(evaluated("--cost-range", "0.001,0.002")
                        .get("costRange")
                        .get(1)
                        .doubleValue())
                .isEqualTo(0.002);
        assertThat(run("evaluate", "--log", test, "--calibration", calibration, "--cost-range", "1,1"))
                .isEqualTo(2);
        assertThat(err).contains("1.0 to 1.0");
        assertThat(run("evaluate", "--log", test, "--calibration", calibration, "--cost-range", "1"))
                .isEqualTo(2);
        assertThat(err).contains("two costs");
    }

    @Test
    void writesTheCurveAndItsPicture() throws Exception {
        run("calibrate", "--log", training, "--out", calibration);
        Path curve = directory.resolve("curve.csv");
        Path plot = directory.resolve("curve.svg");
        JsonNode json = evaluated("--curve", curve, "--plot", plot);

        assertThat(Files.readAllLines(curve))
                .startsWith("series,cost,accuracy,error")
                .anyMatch(line -> line.startsWith("\"model gpt-4.1\",0.0036"))
                .anyMatch(line -> line.startsWith("oracle,"))
                .filteredOn(line -> line.startsWith("cascade,"))
                .hasSize((int) StreamSupport.stream(json.get("points").spliterator(), false)
                        .mapToDouble(point -> point.get("cost").doubleValue())
                        .distinct()
                        .count());
        var svg = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(plot.toFile());
        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(3);
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(3);
    }

    @Test
    void tellsBadRowsByLineAndLeavesThemOut() throws IOException {
        Path broken = Files.writeString(
                directory.resolve("broken.csv"),
                log(100, 3, false) + "q900,small,yes,0.5,0.0001,5\nq901,small,1,7,0.0001,5\n");

        assertThat(run("calibrate", "--log", broken, "--out", calibration)).isZero();
        assertThat(err)
                .contains(broken + ":302: correct is \"yes\", not a score in [0, 1]")
                .contains(broken + ":303: confidence is 7.0, not a probability in [0, 1]")
                .contains("2 of 302 rows left out");
    }

    @Test
    void logarithmsAreReadWhenToldAndRecognizedWhenNot() throws IOException {
        Path logarithms = Files.writeString(directory.resolve("logarithms.csv"), log(200, 4, true));

        assertThat(run("calibrate", "--log", logarithms, "--out", calibration)).isEqualTo(2);
        assertThat(err).contains("say --confidence logprob");
        assertThat(calibration).doesNotExist();

        assertThat(run("calibrate", "--log", logarithms, "--out", calibration, "--confidence", "logprob"))
                .isZero();
        assertThat(run("evaluate", "--log", logarithms, "--calibration", calibration))
                .isZero();
    }

    @Test
    void tiersAreChosenAndOrderedByHand() throws IOException {
        assertThat(run("calibrate", "--log", training, "--out", calibration, "--tiers", "medium,gpt-4.1"))
                .isZero();
        assertThat(evaluated().get("models"))
                .extracting(model -> model.get("model").textValue())
                .containsExactly("medium", "gpt-4.1");

        assertThat(run("calibrate", "--log", training, "--out", calibration, "--tiers", "small,huge"))
                .isEqualTo(2);
        assertThat(err).contains("no model \"huge\"");
        assertThat(run("calibrate", "--log", training, "--out", calibration, "--tiers", "small"))
                .isEqualTo(2);
        assertThat(err).contains("2 to 5 tiers");
    }

    @Test
    void aGuaranteeIsGivenOrSaidToBeOutOfReach() throws IOException {
        assertThat(run("calibrate", "--log", training, "--out", calibration, "--guarantee", "0.6", "--delta", "0.05"))
                .isZero();
        assertThat(out).contains("Certified on 200 queries kept back", "at least 0.6", "chance of 0.05");
        assertThat(evaluated().get("guaranteed").get("quality").doubleValue()).isGreaterThan(0.6);

        assertThat(run("calibrate", "--log", training, "--out", calibration, "--guarantee", "0.999"))
                .isEqualTo(3);
        assertThat(out).contains("no operating point could be certified");
        assertThat(run("calibrate", "--log", training, "--out", calibration, "--guarantee", "2"))
                .isEqualTo(2);
        assertThat(err).contains("lies between 0 and 1, not at 2.0");
    }

    @Test
    void filesThatAreNotThereOrWrongAreNamed() throws IOException {
        Path missing = directory.resolve("missing.csv");

        assertThat(run("calibrate", "--log", missing, "--out", calibration)).isEqualTo(2);
        assertThat(err).contains(missing + ": there is no such file");
        assertThat(run("evaluate", "--log", test, "--calibration", calibration)).isEqualTo(2);
        assertThat(err).contains(calibration + ": there is no such file");

        Files.writeString(calibration, "format: 1\nconfidence: odds\n");
        assertThat(run("evaluate", "--log", test, "--calibration", calibration)).isEqualTo(2);
        assertThat(err).contains(calibration + ":2:13: confidence: is odds, not one of probability, logprob");

        Path empty = Files.writeString(directory.resolve("empty.csv"), "query,model\n");
        assertThat(run("calibrate", "--log", empty, "--out", calibration)).isEqualTo(2);
        assertThat(err).contains("the header has no column query_id, correct, cost", "no row that can be used");
    }

    @Test
    void aBudgetIsADuration() {
        run("calibrate", "--log", training, "--out", calibration);

        assertThat(run("evaluate", "--log", test, "--calibration", calibration, "--budget", "120"))
                .isZero();
        assertThat(run("evaluate", "--log", test, "--calibration", calibration, "--budget", "soon"))
                .isEqualTo(2);
        assertThat(err).contains("--budget is soon, not a duration, such as 150ms");
    }

    @Test
    void whatThePageSaysCanBeTyped() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "calibration.md"));
        Matcher commands = Pattern.compile("```sh\n\\./spillway (.*)\n```").matcher(page);
        int ran = 0;
        while (commands.find()) {
            Object[] words = commands.group(1)
                    .replaceAll("\\b(training.csv|test.csv|calibration.yaml|curve.svg)", directory + "/$1")
                    .split(" ");
            assertThat(run(words)).as("%s: %s", commands.group(), err).isZero();
            ran++;
        }
        assertThat(ran).isEqualTo(2);
        assertThat(directory.resolve("curve.svg")).exists();

        Matcher sample = Pattern.compile("```csv\n(.*?)```", Pattern.DOTALL).matcher(page);
        assertThat(sample.find()).isTrue();
        Path shown = Files.writeString(directory.resolve("shown.csv"), sample.group(1));
        assertThat(run("calibrate", "--log", shown, "--out", calibration)).isEqualTo(2);
        assertThat(err)
                .isEqualToIgnoringNewLines("only 2 queries have an outcome of each of the models [small, large];"
                        + " a fit needs 30 or more");
    }
}
