package dev.spillway.expressions;

import com.google.re2j.Pattern;
import dev.cel.common.ast.CelExpr;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the shortcut through an expression, where there is one. */
final class Shortcuts {
    private final Set<String> variables;
    private final Regexes regexes;

    private Shortcuts(Set<String> variables, Regexes regexes) {
        this.variables = variables;
        this.regexes = regexes;
    }

    /** A shortcut through the whole expression; null where it holds anything uncommon. */
    static @Nullable Shortcut through(CelExpr root, Set<String> variables, Regexes regexes) {
        Shortcuts shortcuts = new Shortcuts(variables, regexes);
        Shortcut optional = shortcuts.optional(root);
        if (optional != null) {
            return (at, meter) -> {
                Object value = optional.at(at, meter);
                return value == Shortcut.No.VALUE ? null : value;
            };
        }
        return shortcuts.of(root);
    }

    private @Nullable Shortcut of(CelExpr node) {
        return switch (node.getKind()) {
            case CONSTANT -> {
                Object value = Constants.of(node.constant());
                yield value == Shortcut.No.SHORTCUT ? null : (_, _) -> value;
            }
            case IDENT -> {
                String name = node.ident().name();
                yield variables.contains(name) ? (at, meter) -> bound(at.find(name)) : null;
            }
            case SELECT -> select(node.select());
            case CALL -> call(node.call());
            case NOT_SET, LIST, MAP, STRUCT, COMPREHENSION -> null;
        };
    }

    private static Object bound(@Nullable Object value) {
        return value == null ? Shortcut.No.SHORTCUT : Plain.scalar(value);
    }

    private @Nullable Shortcut select(CelExpr.CelSelect select) {
        Shortcut operand = of(select.operand());
        String field = select.field();
        if (operand == null) {
            return null;
        }
        return select.testOnly()
                ? (at, meter) -> operand.at(at, meter) instanceof Map<?, ?> map
                        ? (Object) map.containsKey(field)
                        : Shortcut.No.SHORTCUT
                : (at, meter) -> operand.at(at, meter) instanceof Map<?, ?> map
                        ? field(map, field, Shortcut.No.SHORTCUT)
                        : Shortcut.No.SHORTCUT;
    }

    private static @Nullable Object field(Map<?, ?> map, String field, Object otherwise) {
        Object value = map.get(field);
        if (value != null) {
            return Plain.scalar(value);
        }
        return map.containsKey(field) ? null : otherwise;
    }

    /** Optional selections; other nodes are not optional. */
    private @Nullable Shortcut optional(CelExpr node) {
        if (node.getKind() == CelExpr.ExprKind.Kind.SELECT && !node.select().testOnly()) {
            Shortcut operand = optional(node.select().operand());
            return operand == null ? null : chained(operand, node.select().field());
        }
        if (node.getKind() == CelExpr.ExprKind.Kind.CALL
                && node.call().function().equals("_[?_]")) {
            return lookedUp(node.call().args(), Shortcut.No.VALUE);
        }
        if (node.getKind() != CelExpr.ExprKind.Kind.CALL
                || !node.call().function().equals("_?._")) {
            return null;
        }
        CelExpr target = node.call().args().get(0);
        String field = node.call().args().get(1).constant().stringValue();
        Shortcut chain = optional(target);
        if (chain != null) {
            return chained(chain, field);
        }
        Shortcut operand = of(target);
        return operand == null ? null : chained(operand, field);
    }

    /** A text as the key of a map. */
    private @Nullable Shortcut lookedUp(List<CelExpr> args, Object otherwise) {
        Shortcut operand = of(args.get(0));
        Shortcut key = of(args.get(1));
        return operand == null || key == null
                ? null
                : (at, meter) ->
                        operand.at(at, meter) instanceof Map<?, ?> map && key.at(at, meter) instanceof String name
                                ? field(map, name, otherwise)
                                : Shortcut.No.SHORTCUT;
    }

    private static Shortcut chained(Shortcut operand, String field) {
        return (at, meter) -> {
            Object value = operand.at(at, meter);
            if (value == Shortcut.No.VALUE) {
                return value;
            }
            return value instanceof Map<?, ?> map ? field(map, field, Shortcut.No.VALUE) : Shortcut.No.SHORTCUT;
        };
    }

    private @Nullable Shortcut call(CelExpr.CelCall call) {
        if (call.target().isPresent()) {
            return member(call.target().get(), call.function(), call.args());
        }
        List<CelExpr> args = call.args();
        if (call.function().equals("@in")) {
            return in(args.get(0), args.get(1));
        }
        if (call.function().equals("_?_:_")) {
            return choice(args);
        }
        if (call.function().equals("_[_]")) {
            return lookedUp(args, Shortcut.No.SHORTCUT);
        }
        if (args.isEmpty() || args.size() > 2) {
            return null;
        }
        Shortcut left = of(args.get(0));
        if (args.size() == 1) {
            return left == null || !call.function().equals("!_") ? null : not(left);
        }
        Shortcut right = of(args.get(1));
        if (left == null || right == null) {
            return null;
        }
        return switch (call.function()) {
            case "_&&_" -> decided(left, right, false);
            case "_||_" -> decided(left, right, true);
            case "_==_" -> (at, meter) -> Operators.equal(meter, left.at(at, meter), right.at(at, meter), true);
            case "_!=_" -> (at, meter) -> Operators.equal(meter, left.at(at, meter), right.at(at, meter), false);
            case "_<_" ->
                (at, meter) -> Operators.compared(left.at(at, meter), right.at(at, meter), Operators.Order.LESS);
            case "_<=_" ->
                (at, meter) -> Operators.compared(left.at(at, meter), right.at(at, meter), Operators.Order.AT_MOST);
            case "_>_" ->
                (at, meter) -> Operators.compared(right.at(at, meter), left.at(at, meter), Operators.Order.LESS);
            case "_>=_" ->
                (at, meter) -> Operators.compared(right.at(at, meter), left.at(at, meter), Operators.Order.AT_MOST);
            case "_+_" -> (at, meter) -> Operators.sum(meter, left.at(at, meter), right.at(at, meter));
            default -> null;
        };
    }

    /** {@code &&} and {@code ||}: the value {@code decides} on either side settles it, whatever the other one does. */
    private static Shortcut decided(Shortcut left, Shortcut right, boolean decides) {
        Boolean settled = decides;
        return (at, meter) -> {
            Object first = left.at(at, meter);
            if (settled.equals(first) || !(first instanceof Boolean)) {
                return first instanceof Boolean ? first : Shortcut.No.SHORTCUT;
            }
            Object second = right.at(at, meter);
            return second instanceof Boolean ? second : Shortcut.No.SHORTCUT;
        };
    }

    private static Shortcut not(Shortcut operand) {
        return (at, meter) -> operand.at(at, meter) instanceof Boolean truth ? (Object) !truth : Shortcut.No.SHORTCUT;
    }

    private @Nullable Shortcut choice(List<CelExpr> args) {
        Shortcut condition = of(args.get(0));
        Shortcut then = of(args.get(1));
        Shortcut otherwise = of(args.get(2));
        if (condition == null || then == null || otherwise == null) {
            return null;
        }
        return (at, meter) -> condition.at(at, meter) instanceof Boolean truth
                ? (truth ? then : otherwise).at(at, meter)
                : Shortcut.No.SHORTCUT;
    }

    /** A text in a list of literal texts, or a key in a map. */
    private @Nullable Shortcut in(CelExpr item, CelExpr whole) {
        Shortcut left = of(item);
        if (left == null) {
            return null;
        }
        if (whole.getKind() == CelExpr.ExprKind.Kind.LIST) {
            Set<String> texts = new HashSet<>();
            for (CelExpr element : whole.list().elements()) {
                if (element.getKind() != CelExpr.ExprKind.Kind.CONSTANT
                        || !(Constants.of(element.constant()) instanceof String text)) {
                    return null;
                }
                texts.add(text);
            }
            return (at, meter) ->
                    left.at(at, meter) instanceof String text ? (Object) texts.contains(text) : Shortcut.No.SHORTCUT;
        }
        Shortcut right = of(whole);
        return right == null
                ? null
                : (at, meter) ->
                        left.at(at, meter) instanceof String text && right.at(at, meter) instanceof Map<?, ?> map
                                ? (Object) map.containsKey(text)
                                : Shortcut.No.SHORTCUT;
    }

    private @Nullable Shortcut member(CelExpr target, String function, List<CelExpr> args) {
        return switch (function) {
            case "orValue" -> orValue(optional(target), of(args.get(0)));
            case "hasValue" -> hasValue(optional(target));
            case "contains" -> texts(of(target), of(args.get(0)), Search::contains);
            case "startsWith" -> texts(of(target), of(args.get(0)), Operators::startsWith);
            case "endsWith" -> texts(of(target), of(args.get(0)), Operators::endsWith);
            case "matches" -> matches(of(target), args.get(0));
            default -> null;
        };
    }

    private static @Nullable Shortcut orValue(@Nullable Shortcut optional, @Nullable Shortcut otherwise) {
        if (optional == null || otherwise == null) {
            return null;
        }
        return (at, meter) -> {
            Object value = optional.at(at, meter);
            return value == Shortcut.No.VALUE ? otherwise.at(at, meter) : value;
        };
    }

    private static @Nullable Shortcut hasValue(@Nullable Shortcut optional) {
        if (optional == null) {
            return null;
        }
        return (at, meter) -> {
            Object value = optional.at(at, meter);
            return value == Shortcut.No.SHORTCUT ? value : (Object) (value != Shortcut.No.VALUE);
        };
    }

    /** A function of two texts. */
    @FunctionalInterface
    private interface TextTest {
        boolean holds(Meter meter, String text, String other);
    }

    private static @Nullable Shortcut texts(@Nullable Shortcut left, @Nullable Shortcut right, TextTest test) {
        if (left == null || right == null) {
            return null;
        }
        return (at, meter) -> left.at(at, meter) instanceof String text && right.at(at, meter) instanceof String other
                ? (Object) test.holds(meter, text, other)
                : Shortcut.No.SHORTCUT;
    }

    private @Nullable Shortcut matches(@Nullable Shortcut text, CelExpr pattern) {
        Optional<Pattern> compiled = pattern.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                ? regexes.find(pattern.constant().stringValue())
                : Optional.empty();
        if (text == null || compiled.isEmpty()) {
            return null;
        }
        Pattern regex = compiled.get();
        return (at, meter) -> text.at(at, meter) instanceof String value
                ? (Object) regexes.occurs(meter, value, regex)
                : Shortcut.No.SHORTCUT;
    }
}
