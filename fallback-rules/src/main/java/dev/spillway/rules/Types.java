package dev.spillway.rules;

import dev.spillway.expressions.Comparison;
import dev.spillway.expressions.Conjunct;
import dev.spillway.expressions.Problem;
import dev.spillway.rules.source.FieldType;
import dev.spillway.rules.source.Vocabulary;
import dev.spillway.rules.table.Cell;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds comparisons that can never be true, by what is known of the field that they compare. */
final class Types {
    private Types() {}

    static List<Problem> check(Conjunct conjunct, Vocabulary vocabulary) {
        Comparison comparison = conjunct.comparison();
        if (comparison == null || comparison.path().size() != 2) {
            return List.of();
        }
        String field = comparison.path().get(1);
        return switch (comparison.variable()) {
            case Bound.REQUEST -> ofRequest(conjunct, comparison, vocabulary.request(), field);
            case Bound.OUTCOME -> ofOutcome(conjunct, comparison, field);
            default -> List.of();
        };
    }

    private static List<Problem> ofRequest(
            Conjunct conjunct, Comparison comparison, @Nullable Map<String, FieldType> fields, String field) {
        FieldType type = fields == null ? null : fields.get(field);
        if (type == null) {
            return List.of();
        }
        Optional<Object> misfit = comparison.constants().stream()
                .filter(constant -> !type.takes(constant))
                .findFirst();
        return misfit.map(constant -> List.of(problem(
                        conjunct,
                        comparison.written() + " is " + type.words() + ", and never compares with "
                                + Words.shown(constant),
                        mend(type, constant))))
                .orElse(List.of());
    }

    private static List<Problem> ofOutcome(Conjunct conjunct, Comparison comparison, String field) {
        if (comparison.kind() == Comparison.Kind.TEXT) {
            return List.of();
        }
        Set<String> words = switch (field) {
            case "kind" -> Situation.kinds();
            case "why" -> Situation.reasons();
            default -> Set.of();
        };
        return words.isEmpty()
                ? List.of()
                : comparison.constants().stream()
                        .filter(constant -> !(constant instanceof String word && words.contains(word)))
                        .map(constant -> problem(
                                conjunct,
                                "outcome." + field + " is never " + Words.shown(constant),
                                Terms.meant(String.valueOf(constant), words)))
                        .toList();
    }

    private static Problem problem(Conjunct conjunct, String message, String suggestion) {
        return new Problem("", conjunct.line(), conjunct.column(), message, suggestion);
    }

    private static String mend(FieldType type, Object constant) {
        return switch (type) {
            case TEXT -> "put it into quotes: '" + constant + "'";
            case NUMBER -> "write a number without quotes";
            case TRUTH -> "write true or false without quotes";
            case LIST -> "write: value in request.field";
            case FIELDS, ANY -> "compare one of its fields";
        };
    }

    /** What is wrong with a cell of a column that compares a field of this type; empty where nothing is. */
    static Optional<String> misfit(Cell cell, FieldType type) {
        boolean fits = switch (type) {
            case TEXT -> !(cell instanceof Cell.Within);
            case NUMBER -> !(cell instanceof Cell.OneOf(var symbols)) || hasA(Double.class, symbols);
            case TRUTH ->
                cell instanceof Cell.Any || (cell instanceof Cell.OneOf(var symbols) && hasA(Boolean.class, symbols));
            case LIST, FIELDS -> cell instanceof Cell.Any;
            case ANY -> true;
        };
        return fits ? Optional.empty() : Optional.of("this never matches: the field is " + type.words());
    }

    private static boolean hasA(Class<?> type, Set<Object> symbols) {
        return symbols.stream().anyMatch(type::isInstance);
    }
}
