package dev.spillway.gateway.config.describe;

import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.shape.KeyPath;
import dev.spillway.gateway.config.shape.Notation;
import dev.spillway.gateway.config.shape.Shape;
import dev.spillway.gateway.config.shape.Slot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The configuration reference in Markdown: every key with its type, its default and its sentence. */
public final class ConfigReference {
    private static final String INTRODUCTION = """
        # Configuration reference

        Generated from the records in `dev.spillway.gateway.config`; the test that finds it stale says how to write it anew.

        The gateway is configured by one file in YAML 1.2 and the files that it names. It is read strictly: an unknown key, a
        value of the wrong type, a unit that is missing or a name that leads nowhere stops the start, or the reload, with
        all problems at once, each with its line and what to do. `spillway check --config FILE` shows them, or else what is
        in effect, defaults included.

        Editors complete and check the file with [`spillway.schema.json`](spillway.schema.json):

        ```yaml
        # yaml-language-server: $schema=spillway.schema.json
        ```

        ## Values

        | type | written as |
        | --- | --- |
        | duration | a number and a unit of `ns`, `us`, `ms`, `s`, `m`, `h`, `d`: `150ms`, `1.5s`, `5m`. Never without a unit |
        | size | a whole number and a unit of `B`, `KiB`, `MiB`, `GiB`: `4MiB` |
        | amount of money | a number: `0.002`, `2e-5`. All amounts are in one currency, which is yours to choose |
        | address | `host:port`, `[ipv6]:port` |
        | file | a path, relative to the directory of the configuration. The file must be there |
        | text | quotes are needed where YAML would see something else: `"1"`, `"true"`, `"a: b"` |

        Nothing is substituted. Secrets stand in environment variables or files of their own, which `credentials` names.
        `NAME` below is a name of your choice; `[]` is an entry of a list.

        """;

    private final Map<Class<?>, Section> sections = new LinkedHashMap<>();

    private ConfigReference() {}

    /**
     * One block.
     *
     * @param elsewhere where else it may stand
     */
    private record Section(Met met, Set<String> elsewhere) {
        Shape.Block block() {
            return met.block();
        }

        String heading() {
            if (met.path().isEmpty()) {
                return "The file";
            }
            Choice choice = met.choice();
            return choice == null ? met.path() : met.path() + " with " + choice.key() + ": " + choice.word();
        }
    }

    /**
     * The key that tells blocks apart, and its value here.
     *
     * @param doc the sentence on the key
     */
    private record Choice(String key, String word, String doc) {}

    /** A block and where it was met. */
    private record Met(
            Shape.Block block, String path, @Nullable Choice choice) {}

    /** The reference: the tables, in the order in which a reader meets them. */
    public static String text() {
        ConfigReference reference = new ConfigReference();
        Met root = new Met(new Shape.Block(GatewayConfig.class), KeyPath.ROOT, null);
        reference.sections.put(root.block().type(), new Section(root, Set.of()));
        reference.collect(root);
        StringBuilder out = new StringBuilder(INTRODUCTION);
        reference.sections.values().forEach(section -> reference.write(section, out));
        return out.toString().stripTrailing() + "\n";
    }

    /** Notes the blocks within one before it looks into them, so that each is headed by its shortest path. */
    private void collect(Met outer) {
        List<Met> inner = new ArrayList<>();
        for (Slot slot : outer.block().slots()) {
            meet(slot.shape(), KeyPath.child(outer.path(), slot.key()), null, inner);
        }
        inner.removeIf(met -> !isNew(met));
        inner.forEach(this::collect);
    }

    private void meet(Shape shape, String path, @Nullable Choice choice, List<Met> met) {
        switch (shape) {
            case Shape.Block block -> met.add(new Met(block, path, choice));
            case Shape.Listing listing -> meet(listing.element(), path + "[]", choice, met);
            case Shape.Named named -> meet(named.value(), path + ".NAME", choice, met);
            case Shape.OneOf oneOf ->
                oneOf.blocks()
                        .forEach((word, block) -> meet(block, path, new Choice(oneOf.key(), word, oneOf.doc()), met));
            case Shape.Scalar<?> _, Shape.Anything _ -> {}
        }
    }

    private boolean isNew(Met met) {
        Section known = sections.get(met.block().type());
        if (known != null && !known.met().path().equals(met.path())) {
            known.elsewhere().add(met.path());
        }
        return sections.putIfAbsent(met.block().type(), new Section(met, new LinkedHashSet<>())) == null;
    }

    private void write(Section section, StringBuilder out) {
        out.append(section.heading().replace(".NAME", "").contains(".") ? "### " : "## ");
        out.append(section.heading()).append("\n\n").append(section.block().doc());
        if (!section.elsewhere().isEmpty()) {
            out.append(" Also: ").append(codes(section.elsewhere())).append('.');
        }
        out.append("\n\n| key | type | default | |\n| --- | --- | --- | --- |\n");
        Choice choice = section.met().choice();
        if (choice != null) {
            out.append("| `").append(choice.key()).append("` | `").append(choice.word());
            out.append("` | **required** | ").append(choice.doc()).append(" |\n");
        }
        for (Slot slot : section.block().slots()) {
            out.append("| `").append(slot.key()).append("` | ").append(type(slot.shape(), slot.key()));
            out.append(" | ").append(byDefault(slot)).append(" | ").append(cell(Sentences.of(slot)));
            out.append(" |\n");
        }
        out.append('\n');
    }

    private static String byDefault(Slot slot) {
        String value = slot.byDefault();
        if (value == null) {
            return slot.required() ? "**required**" : "";
        }
        boolean quoted = value.isEmpty() || !value.equals(value.strip());
        return quoted ? "`\"" + value + "\"`" : "`" + value + "`";
    }

    private String type(Shape shape, String key) {
        return switch (shape) {
            case Shape.Anything _ -> "anything";
            case Shape.Scalar<?> scalar -> type(scalar.notation());
            case Shape.Listing listing -> "list of " + type(listing.element(), key);
            case Shape.Named named -> "map to " + type(named.value(), key);
            case Shape.Block block -> link(block, key);
            case Shape.OneOf oneOf ->
                oneOf.blocks().entrySet().stream()
                        .map(entry -> link(entry.getValue(), entry.getKey()))
                        .collect(Collectors.joining(" or "));
        };
    }

    private static String type(Notation<?> notation) {
        return notation.words().isEmpty() ? notation.type() : codes(notation.words());
    }

    private static String codes(Iterable<String> texts) {
        List<String> codes = new ArrayList<>();
        texts.forEach(text -> codes.add("`" + text + "`"));
        return String.join(", ", codes);
    }

    private String link(Shape.Block block, String name) {
        String heading = Objects.requireNonNull(sections.get(block.type())).heading();
        String anchor =
                heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-');
        return "[" + name + "](#" + anchor + ")";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }
}
