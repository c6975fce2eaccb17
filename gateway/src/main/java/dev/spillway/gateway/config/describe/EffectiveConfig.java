package dev.spillway.gateway.config.describe;

import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.shape.Limits;
import dev.spillway.gateway.config.shape.Notation;
import dev.spillway.gateway.config.shape.Notation.Lexeme;
import dev.spillway.gateway.config.shape.SecretNames;
import dev.spillway.gateway.config.shape.Shape;
import dev.spillway.gateway.config.shape.Slot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Present;
import org.snakeyaml.engine.v2.api.lowlevel.Serialize;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** The configuration in effect, as YAML: defaults filled in, paths resolved, secrets masked. */
public final class EffectiveConfig {
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]+");
    private static final String MASKED = "***";
    private static final Map<Lexeme, Tag> TAGS =
            Map.of(Lexeme.TEXT, Tag.STR, Lexeme.WHOLE, Tag.INT, Lexeme.FRACTION, Tag.FLOAT, Lexeme.TRUTH, Tag.BOOL);

    private static final Shape.Named DOCUMENT = new Shape.Named(new Shape.Anything(), null, Limits.NONE);

    private EffectiveConfig() {}

    /** The YAML; it binds to the same configuration, but for what is masked. */
    public static String text(GatewayConfig config) {
        DumpSettings settings = DumpSettings.builder()
                .setSchema(new CoreSchema())
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setDereferenceAliases(true)
                .setWidth(120)
                .build();
        Node root = node(new Shape.Block(GatewayConfig.class), config, false);
        return new Present(settings)
                .emitToString(new Serialize(settings).serializeOne(root).iterator());
    }

    private static Node node(Shape shape, Object value, boolean secret) {
        return switch (shape) {
            case Shape.Anything _ -> plain(value);
            case Shape.Scalar<?> scalar -> secret ? scalar(Tag.STR, MASKED) : scalar(scalar.notation(), value);
            case Shape.Block _ -> map(entries((Record) value));
            case Shape.OneOf oneOf -> oneOf(oneOf, (Record) value);
            case Shape.Listing listing ->
                list(((Collection<?>) value)
                        .stream()
                                .map(element -> node(listing.element(), Objects.requireNonNull(element), secret))
                                .toList());
            case Shape.Named named -> named(named, (Map<?, ?>) value);
        };
    }

    private static Node named(Shape.Named shape, Map<?, ?> values) {
        List<NodeTuple> entries = new ArrayList<>();
        boolean scalars = shape.value() instanceof Shape.Scalar<?>;
        values.forEach((key, value) -> {
            String name = String.valueOf(key);
            boolean secret = scalars && SecretNames.isOne(name);
            Node node = value == null ? plain(null) : node(shape.value(), value, secret);
            entries.add(new NodeTuple(scalar(Tag.STR, name), node));
        });
        return map(entries);
    }

    private static Node oneOf(Shape.OneOf shape, Record value) {
        List<NodeTuple> entries = new ArrayList<>();
        shape.blocks().forEach((word, block) -> {
            if (block.type() == value.getClass()) {
                entries.add(new NodeTuple(scalar(Tag.STR, shape.key()), scalar(Tag.STR, word)));
            }
        });
        entries.addAll(entries(value));
        return map(entries);
    }

    private static List<NodeTuple> entries(Record holder) {
        List<NodeTuple> entries = new ArrayList<>();
        for (Slot slot : new Shape.Block(holder.getClass()).slots()) {
            Object value = slot.in(holder);
            if (value != null) {
                entries.add(new NodeTuple(scalar(Tag.STR, slot.key()), node(slot.shape(), value, slot.isSecret())));
            }
        }
        return entries;
    }

    @SuppressWarnings("unchecked") // the value was read by this notation
    private static <T> Node scalar(Notation<T> notation, Object value) {
        String text = notation.write((T) value);
        Tag tag = TAGS.getOrDefault(notation.lexemes().getFirst(), Tag.STR);
        return scalar(tag.equals(Tag.FLOAT) && WHOLE.matcher(text).matches() ? Tag.INT : tag, text);
    }

    private static Node plain(@Nullable Object value) {
        return switch (value) {
            case null -> scalar(Tag.NULL, "null");
            case Boolean truth -> scalar(Tag.BOOL, truth.toString());
            case Long number -> scalar(Tag.INT, number.toString());
            case Double number -> scalar(Tag.FLOAT, number.toString());
            case Map<?, ?> map -> named(DOCUMENT, map);
            case List<?> list -> list(list.stream().map(EffectiveConfig::plain).toList());
            default -> scalar(Tag.STR, value.toString());
        };
    }

    private static Node scalar(Tag tag, String text) {
        return new ScalarNode(tag, text, ScalarStyle.PLAIN);
    }

    private static Node map(List<NodeTuple> entries) {
        return new MappingNode(Tag.MAP, entries, entries.isEmpty() ? FlowStyle.FLOW : FlowStyle.BLOCK);
    }

    private static Node list(List<Node> elements) {
        boolean flat = elements.stream().allMatch(ScalarNode.class::isInstance);
        return new SequenceNode(Tag.SEQ, elements, flat ? FlowStyle.FLOW : FlowStyle.BLOCK);
    }
}
