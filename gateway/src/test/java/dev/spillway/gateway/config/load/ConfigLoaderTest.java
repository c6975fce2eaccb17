package dev.spillway.gateway.config.load;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.spillway.core.Money;
import dev.spillway.core.Priority;
import dev.spillway.gateway.config.Address;
import dev.spillway.gateway.config.BranchConfig;
import dev.spillway.gateway.config.CallerConfig.Scope;
import dev.spillway.gateway.config.ConfigProblem;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.HttpJsonConfig;
import dev.spillway.gateway.config.InferenceReplyConfig.Activation;
import dev.spillway.gateway.config.OpenInferenceConfig;
import dev.spillway.gateway.config.Samples;
import dev.spillway.gateway.config.Size;
import dev.spillway.gateway.config.TensorConfig.Datatype;
import dev.spillway.gateway.config.bind.Point;
import dev.spillway.gateway.config.bind.Sources;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
    @TempDir
    Path directory;

    private static GatewayConfig full() {
        return ConfigLoader.load(Samples.FULL, Samples.OPTIONS).config().orElseThrow();
    }

    @Test
    void everyKeyIsBoundToItsComponent() {
        GatewayConfig config = full();

        assertThat(config.listen().grpc().streams()).isEqualTo(128);
        assertThat(config.listen().grpc().messageMost()).isEqualTo(new Size(2 << 20));
        assertThat(config.listen().rest().address()).isEqualTo(new Address("::1", 8080));
        assertThat(config.listen().rest().requestWithin()).isEqualTo(Duration.ofMillis(2500));
        assertThat(config.callers().getFirst().scopes()).containsExactly(Scope.EXECUTE, Scope.OPERATE);
        assertThat(config.callers().getFirst().priority()).isEqualTo(Priority.NORMAL);
        assertThat(config.backends().keySet()).containsExactly("intent-small", "intent-other", "orders");
        OpenInferenceConfig intent = (OpenInferenceConfig) Samples.backend(config, "intent-small");
        assertThat(intent.version()).isEqualTo("3");
        assertThat(requireNonNull(intent.inputs().get("text")).datatype()).isEqualTo(Datatype.BYTES);
        assertThat(intent.reply().activation()).isEqualTo(Activation.SOFTMAX);
        assertThat(intent.price().perInputToken()).isEqualTo(Money.of(new BigDecimal("1e-7")));
        assertThat(requireNonNull(intent.hedge()).share()).isEqualTo(0.05);
        HttpJsonConfig orders = (HttpJsonConfig) Samples.backend(config, "orders");
        assertThat(orders.method()).isEqualTo(HttpJsonConfig.Method.POST);
        assertThat(orders.answer().keySet()).containsExactly("daysLate", "carrier");
        assertThat(Samples.route(config, "triage").budget().orDefault()).isEqualTo(Duration.ofMillis(150));
        assertThat(config.drain()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void aFreeDocumentKeepsItsOrderAndItsTypes() {
        HttpJsonConfig orders = (HttpJsonConfig) Samples.backend(full(), "orders");

        Map<?, ?> page =
                (Map<?, ?>) requireNonNull(requireNonNull(orders.body()).get("page"));
        assertThat(page.keySet().stream().map(String::valueOf))
                .containsExactly("size", "factor", "exact", "cursor", "order");
        assertThat(page.get("size")).isEqualTo(10L);
        assertThat(page.get("factor")).isEqualTo(0.5);
        assertThat(page.get("exact")).isEqualTo(true);
        assertThat(page.get("cursor")).isNull();
        assertThat(page.get("order")).isEqualTo(Arrays.asList("'asc'", 1L));
    }

    @Test
    void pathsAreRelativeToTheFile() {
        assertThat(Samples.route(full(), "triage").input())
                .isEqualTo(Samples.DIRECTORY.resolve("schemas/ticket.json").toAbsolutePath());
    }

    @Test
    void whatIsAbsentHasItsDefault() throws IOException {
        GatewayConfig config = Samples.load(directory, Samples.SMALL).config().orElseThrow();

        assertThat(config.listen().grpc().address()).isEqualTo(Address.parse("127.0.0.1:9090"));
        assertThat(config.callers()).isEmpty();
        assertThat(config.replyReserve()).isEqualTo(Duration.ofMillis(2));
        BranchConfig branch = Samples.branch(Samples.route(config, "triage"), "intent");
        assertThat(branch.optional()).isFalse();
        assertThat(branch.most()).isNull();
        assertThat(Samples.backend(config, "intent").limit()).isEqualTo(1024);
    }

    @Test
    void theFileAndThoseThatItNamesAreGivenWithTheirDigests() {
        Loaded loaded = ConfigLoader.load(Samples.FULL, Samples.OPTIONS);

        Path absolute = Samples.DIRECTORY.toAbsolutePath();
        assertThat(loaded.files().keySet())
                .containsExactlyInAnyOrder(
                        Samples.FULL,
                        absolute.resolve("schemas/ticket.json"),
                        absolute.resolve("tls/server.pem"),
                        absolute.resolve("tls/server-key.pem"),
                        absolute.resolve("tls/orders-token.txt"),
                        absolute.resolve("tls/partner-secret.txt"));
        assertThat(loaded.files().values()).allMatch(digest -> digest.length() == 64);
    }

    @Test
    void aFileThatIsNotThereIsWatchedForNonetheless() throws IOException {
        Loaded loaded = Samples.load(directory, Samples.SMALL.replace("    flow:", "    input: later.json\n    flow:"));

        assertThat(loaded.config()).isEmpty();
        assertThat(loaded.files()).containsEntry(directory.resolve("later.json"), "");
    }

    @Test
    void aMissingFileIsSaidToBeMissing() {
        Loaded loaded = ConfigLoader.load(directory.resolve("nope.yaml"), Samples.OPTIONS);

        assertThat(Samples.rendered(loaded)).isEqualTo(directory.resolve("nope.yaml") + ": there is no such file\n");
        assertThat(loaded.files()).containsEntry(directory.resolve("nope.yaml"), "");
    }

    @Test
    void aDirectoryIsSaidToBeOne() {
        assertThat(Samples.rendered(ConfigLoader.load(directory, Samples.OPTIONS)))
                .isEqualTo(directory + ": this is a directory\n  help: name the file in it\n");
    }

    @Test
    void aHugeFileIsNotRead() throws IOException {
        Loaded loaded = Samples.load(directory, Samples.SMALL + "# " + "x".repeat(3 << 20));

        assertThat(Samples.rendered(loaded)).contains("the file is larger than 1 MiB");
    }

    @Test
    void aByteOrderMarkDoesNoHarm() throws IOException {
        assertThat(Samples.load(directory, "\uFEFF" + Samples.SMALL).config()).isPresent();
    }

    @Test
    void columnsCountFromTheFirstCharacterAfterAByteOrderMark() throws IOException {
        Loaded loaded = Samples.load(directory, "\uFEFFlisten: 1\n" + Samples.SMALL);

        assertThat(loaded.problems().getFirst().position()).hasToString(directory.resolve("gateway.yaml") + ":1:9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\r"})
    void linesMayEndAsTheyDoElsewhere(String end) throws IOException {
        String text = Samples.SMALL.replace("model: intent", "model: 7").replace("\n", end);

        ConfigProblem problem = Samples.load(directory, text).problems().getFirst();

        assertThat(problem.position().line()).isEqualTo(5);
        assertThat(problem.position().column()).isEqualTo(12);
        assertThat(problem.position().excerpt().text()).isEqualTo("    model: 7");
    }

    @Test
    void columnsCountCodePoints() throws IOException {
        String text = Samples.SMALL.replace("labels: [late, lost]", "labels: [\"\ud83d\ude9a\u00e9\", 1]");

        assertThat(Samples.load(directory, text)
                        .problems()
                        .getFirst()
                        .position()
                        .column())
                .isEqualTo(52);
    }

    @Test
    void whatIsNotUtf8IsNamedWithItsPlace() throws IOException {
        byte[] latin =
                Samples.SMALL.replace("model: intent", "model: caf\u00e9").getBytes(StandardCharsets.ISO_8859_1);
        Path file = Files.write(directory.resolve("latin.yaml"), latin);

        assertThat(Samples.rendered(ConfigLoader.load(file, Samples.OPTIONS)))
                .startsWith(file + ":5:15: the byte 0xE9 is no UTF-8\n")
                .contains("help: save the file as UTF-8");
    }

    @Test
    void utf16IsRefused() throws IOException {
        Path file = Files.write(directory.resolve("utf16.yaml"), Samples.SMALL.getBytes(StandardCharsets.UTF_16));

        assertThat(Samples.rendered(ConfigLoader.load(file, Samples.OPTIONS)))
                .contains(":1:1: the byte 0xFE is no UTF-8");
    }

    @Test
    void anAliasStandsForWhatItsAnchorSays() throws IOException {
        String text = Samples.SMALL
                .replace("budget: {", "budget: &budget {")
                .replace(
                        "routes:",
                        "routes:\n  other: { budget: &time { most: 2s }, flow: { intent: { call: intent } } }")
                .replace("&budget { default: 150ms, most: 1s }", "*time");

        GatewayConfig config = Samples.load(directory, text).config().orElseThrow();

        assertThat(Samples.route(config, "triage").budget().most()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void warningsStopNothing() throws IOException {
        Loaded loaded = Samples.load(
                directory,
                Samples.SMALL.replace(
                        "backends:",
                        "backends:\n  spare: { protocol: http-json, url: \"http://127.0.0.1:1/\", most: 1s }"));

        assertThat(loaded.config()).isPresent();
        assertThat(loaded.warnings())
                .extracting(ConfigProblem::path, ConfigProblem::message)
                .containsExactly(tuple("backends.spare", "no route calls this backend"));
    }

    @Test
    void aConfigurationWithProblemsIsStillADraftForFurtherChecks() throws IOException {
        Loaded loaded = Samples.load(directory, Samples.SMALL + "replyReserve: soon\n");

        assertThat(loaded.config()).isEmpty();
        assertThat(requireNonNull(loaded.draft()).routes()).containsKey("triage");
    }

    @Test
    void aBranchThatCantBeReadStaysInTheDraftSoThatItsReadersAreNotBlamed() throws IOException {
        Loaded loaded = Samples.load(directory, Samples.SMALL.replace("{ call: intent }", "intent"));

        assertThat(loaded.problems()).hasSize(1);
        assertThat(Samples.route(requireNonNull(loaded.draft()), "triage").flow())
                .containsKey("intent");
    }

    @Test
    void aLaterPassAddsWhatIsNotSaidYet() throws IOException {
        Loaded loaded = Samples.load(
                directory,
                Samples.SMALL.replace("{ call: intent }", "{ call: nope, wen: 'true', input: { a: b + c } }"));
        Sources sources = requireNonNull(loaded.sources());
        ConfigProblem said = sources.problem("routes.triage.flow.intent.call", "again", "");
        ConfigProblem follows = sources.problem("routes.triage.flow.intent.when", "absent", "");
        ConfigProblem fresh = sources.problem("routes.triage.flow.intent.input.a", new Point(1, 5), "no c", "");

        Loaded more = loaded.with(List.of(said, follows, fresh), List.of());

        assertThat(more.problems())
                .extracting(ConfigProblem::path)
                .containsExactly(
                        "routes.triage.flow.intent.call",
                        "routes.triage.flow.intent.wen",
                        "routes.triage.flow.intent.input.a");
        assertThat(more.problems().getLast().position().column()).isEqualTo(58);
    }
}
