package dev.spillway.gateway.config.shape;

import dev.spillway.expressions.Names;
import dev.spillway.gateway.config.Verbatim;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An enum's constants: in kebab-case, or as they are where it is {@link Verbatim}. */
final class Words implements Notation<Enum<?>> {
    private final Map<String, Enum<?>> constants = new LinkedHashMap<>();

    Words(Class<?> type) {
        boolean verbatim = type.isAnnotationPresent(Verbatim.class);
        for (Object each : type.getEnumConstants()) {
            Enum<?> constant = (Enum<?>) each;
            constants.put(verbatim ? constant.name() : kebab(constant), constant);
        }
    }

    private static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String type() {
        return "word";
    }

    @Override
    public String wanted() {
        return "one of " + String.join(", ", constants.keySet());
    }

    @Override
    public List<Lexeme> lexemes() {
        return List.of(Lexeme.TEXT);
    }

    @Override
    public List<String> words() {
        return List.copyOf(constants.keySet());
    }

    @Override
    public Enum<?> read(String text) throws Misread {
        Enum<?> constant = constants.get(text);
        if (constant == null) {
            throw new Misread(
                    "this is not " + wanted(),
                    Names.nearest(text, constants.keySet())
                            .map("did you mean %s?"::formatted)
                            .orElse(""));
        }
        return constant;
    }

    @Override
    public String write(Enum<?> value) {
        for (Map.Entry<String, Enum<?>> entry : constants.entrySet()) {
            if (entry.getValue() == value) {
                return entry.getKey();
            }
        }
        throw new IllegalArgumentException(value + " is no constant of this enum");
    }
}
