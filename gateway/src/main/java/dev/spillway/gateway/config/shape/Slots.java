package dev.spillway.gateway.config.shape;

import dev.spillway.gateway.config.ChosenBy;
import dev.spillway.gateway.config.Default;
import dev.spillway.gateway.config.Doc;
import dev.spillway.gateway.config.Form;
import dev.spillway.gateway.config.Key;
import dev.spillway.gateway.config.Keys;
import dev.spillway.gateway.config.Range;
import dev.spillway.gateway.config.Restart;
import dev.spillway.gateway.config.Secret;
import dev.spillway.gateway.config.TextForm;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads shapes from records and their annotations. */
final class Slots {
    private static final ClassValue<List<Slot>> SLOTS = new ClassValue<>() {
        @Override
        protected List<Slot> computeValue(Class<?> type) {
            return Arrays.stream(type.getRecordComponents()).map(Slots::slot).toList();
        }
    };

    private Slots() {}

    static List<Slot> of(Class<? extends Record> type) {
        return SLOTS.get(type);
    }

    static String doc(Class<?> type) {
        return annotated(type.getAnnotation(Doc.class), type).value();
    }

    private static Slot slot(RecordComponent component) {
        Key key = component.getAnnotation(Key.class);
        Default byDefault = component.getAnnotation(Default.class);
        var accessor = component.getAccessor();

        return new Slot(
                key == null ? component.getName() : key.value(),
                shape(component),
                annotated(component.getAnnotation(Doc.class), component).value(),
                byDefault == null ? null : byDefault.value(),
                component.getAnnotatedType().isAnnotationPresent(Nullable.class),
                secrecy(component.getAnnotation(Secret.class)),
                component.isAnnotationPresent(Restart.class),
                accessor);
    }

    private static Slot.Secrecy secrecy(@Nullable Secret secret) {
        if (secret == null) {
            return Slot.Secrecy.NONE;
        }
        return secret.onlyUnreadable() ? Slot.Secrecy.UNREADABLE : Slot.Secrecy.ALL;
    }

    private static Shape shape(RecordComponent component) {
        Form form = component.getAnnotation(Form.class);
        Keys keys = component.getAnnotation(Keys.class);
        Limits limits = Limits.of(component.getAnnotation(Range.class));
        TextForm texts = form == null ? null : form.value();
        if (component.getGenericType() instanceof ParameterizedType generic) {
            Class<?> raw = (Class<?>) generic.getRawType();
            Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            Shape inner = single((Class<?>) last, Limits.NONE, texts);
            return raw == Map.class
                    ? new Shape.Named(inner, keys == null ? null : keys.value(), limits)
                    : new Shape.Listing(inner, raw == Set.class, limits);
        }
        return single(component.getType(), limits, texts);
    }

    static Shape single(Class<?> type, Limits limits, @Nullable TextForm form) {
        if (type == Object.class) {
            return new Shape.Anything();
        }
        if (type.isRecord() && Notations.of(type, form) == null) {
            return new Shape.Block(type.asSubclass(Record.class));
        }
        if (type.isSealed()) {
            return oneOf(type);
        }
        Notation<?> notation = Notations.of(type, form);
        if (notation == null) {
            throw new IllegalStateException("no notation for " + type);
        }
        return new Shape.Scalar<>(notation, limits);
    }

    private static Shape oneOf(Class<?> type) {
        ChosenBy chosen = annotated(type.getAnnotation(ChosenBy.class), type);
        Map<String, Shape.Block> blocks = new LinkedHashMap<>();
        for (Class<?> permitted : type.getPermittedSubclasses()) {
            blocks.put(kebab(permitted), new Shape.Block(permitted.asSubclass(Record.class)));
        }
        return new Shape.OneOf(type, chosen.key(), chosen.doc(), blocks);
    }

    private static String kebab(Class<?> type) {
        String name = type.getSimpleName();
        String stem = name.endsWith("Config") ? name.substring(0, name.length() - "Config".length()) : name;
        return stem.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    private static <A> A annotated(@Nullable A annotation, Object on) {
        return Objects.requireNonNull(annotation, () -> on + " lacks an annotation that every block and key has");
    }
}
