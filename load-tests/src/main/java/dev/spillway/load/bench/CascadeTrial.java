package dev.spillway.load.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.load.corpus.Ticket;
import dev.spillway.load.models.ModelServers;
import dev.spillway.load.net.FreePorts;
import dev.spillway.load.process.GatewayProcess;
import dev.spillway.load.process.GatewayTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Calibrates a cascade of the three text models on half of the held-out questions, and asks it, and each model alone, the other
 * half. All of it goes over the wire: the models are servers, the gateway and its {@code calibrate} are processes.
 */
final class CascadeTrial {
    private static final int WARMING = 100;
    private static final int QUESTIONS_LEAST = 40;
    private static final List<String> GATEWAY_JAVA = List.of("-Xmx512m");
    private static final String FIRST_LOG = "outcomes-first-half.csv";
    private static final String SECOND_LOG = "outcomes-second-half.csv";
    private static final String CALIBRATION = "calibration.yaml";

    /**
     * How much is asked.
     *
     * @param perSecond the questions that each route gets
     * @param most the most questions in each half
     * @param seed of the order of the questions, and so of the halves
     */
    record Effort(double perSecond, int most, long seed) {}

    /**
     * What came of it.
     *
     * @param calibrated the questions of the first half
     * @param routes each model alone, then the cascades
     * @param evaluation what {@code spillway evaluate} says on the second half
     */
    record Findings(int calibrated, List<RouteFigures> routes, JsonNode evaluation) {}

    private final Path directory;
    private final ModelServers servers;
    private final Effort effort;
    private final Consumer<String> progress;
    private final List<Ticket> first;
    private final List<Ticket> second;

    /**
     * A trial.
     *
     * @param directory where the logs, the calibration and the configuration go
     */
    CascadeTrial(Path directory, ModelServers servers, Effort effort, Consumer<String> progress) throws IOException {
        this.directory = directory;
        this.servers = servers;
        this.effort = effort;
        this.progress = progress;
        List<Ticket> heldOut = new ArrayList<>(servers.corpus().heldOut());
        Collections.shuffle(heldOut, new Random(effort.seed())); // a file may be in the order of its labels
        int half = Math.min(effort.most(), heldOut.size() / 2);
        if (half < QUESTIONS_LEAST) {
            throw new IOException(
                    "the corpus holds out " + heldOut.size() + " texts; to calibrate on one half and ask the"
                            + " other, at least " + 2 * QUESTIONS_LEAST + " are needed");
        }
        this.first = List.copyOf(heldOut.subList(0, half));
        this.second = List.copyOf(heldOut.subList(half, 2 * half));
    }

    Findings run() throws IOException, InterruptedException {
        progress.accept("Asking each model the " + first.size() + " questions of the first half" + about(first.size()));
        Map<String, List<Said>> alone = ask(List.of(), first);
        OutcomesFile.write(directory.resolve(FIRST_LOG), alone);
        progress.accept("Calibrating …");
        Files.writeString(directory.resolve("calibrate.txt"), calibrate());
        JsonNode forecast = evaluate(FIRST_LOG);
        List<CascadeAim> aims = CascadeAim.ALL.stream()
                .filter(aim -> aim.point(forecast).isPresent())
                .toList();
        progress.accept("Asking each model alone, and " + aims.size() + " cascades, the " + second.size()
                + " questions of the second half" + about(second.size()));
        Map<String, List<Said>> said = ask(aims, second);
        Map<String, List<Said>> ofModels = new LinkedHashMap<>(said);
        ofModels.keySet().retainAll(CascadeTrialConfig.MODELS);
        OutcomesFile.write(directory.resolve(SECOND_LOG), ofModels);
        JsonNode evaluation = evaluate(SECOND_LOG);
        List<RouteFigures> figures = new ArrayList<>();
        ofModels.forEach((model, answers) -> figures.add(RouteFigures.of(model, answers, null)));
        for (CascadeAim aim : aims) {
            int point = aim.point(forecast).orElseThrow();
            figures.add(RouteFigures.of(
                    aim.route(), said.getOrDefault(aim.route(), List.of()), forecast(aim, evaluation, point)));
        }
        return new Findings(first.size(), figures, evaluation);
    }

    private String about(int questions) {
        return ", " + Math.round(Math.ceil((questions + WARMING) / effort.perSecond())) + " s …";
    }

    private Map<String, List<Said>> ask(List<CascadeAim> aims, List<Ticket> questions)
            throws IOException, InterruptedException {
        int[] ports = FreePorts.find(3);
        Path config = directory.resolve("spillway.yaml");
        Files.writeString(config, CascadeTrialConfig.yaml(ports, servers, aims));
        List<String> routes = new ArrayList<>(CascadeTrialConfig.MODELS);
        aims.forEach(aim -> routes.add(aim.route()));
        try (GatewayProcess _ =
                        GatewayProcess.start(config, -1, ports[2], directory.resolve("gateway.log"), GATEWAY_JAVA);
                Questions client = new Questions(ports[0], effort.perSecond())) {
            client.ask(routes, first.subList(0, Math.min(WARMING, first.size())));
            Map<String, List<Said>> said = client.ask(routes, questions);
            said.forEach(this::complain);
            return said;
        }
    }

    private void complain(String route, List<Said> said) {
        List<String> problems = said.stream()
                .map(Said::problem)
                .filter(problem -> !problem.isEmpty())
                .toList();
        if (!problems.isEmpty()) {
            progress.accept(problems.size() + " of " + said.size() + " questions to " + route
                    + " had no answer, the first because of " + problems.getFirst());
        }
    }

    private String calibrate() throws IOException, InterruptedException {
        return GatewayTool.run(
                directory.resolve("calibrate.log"),
                List.of(
                        "calibrate",
                        "--log",
                        directory.resolve(FIRST_LOG).toString(),
                        "--tiers",
                        String.join(",", CascadeTrialConfig.MODELS),
                        "--out",
                        directory.resolve(CALIBRATION).toString()));
    }

    private JsonNode evaluate(String log) throws IOException, InterruptedException {
        return new ObjectMapper()
                .readTree(GatewayTool.run(
                        directory.resolve("evaluate.log"),
                        List.of(
                                "evaluate",
                                "--log",
                                directory.resolve(log).toString(),
                                "--calibration",
                                directory.resolve(CALIBRATION).toString(),
                                "--json")));
    }

    private static RouteFigures.Forecast forecast(CascadeAim aim, JsonNode evaluation, int at) {
        JsonNode point = evaluation.path("points").path(at);
        return new RouteFigures.Forecast(
                aim.describes(),
                point.path("expectedQuality").asDouble(),
                point.path("expectedCost").asDouble(),
                point.path("quality").asDouble(),
                point.path("cost").asDouble());
    }
}
