package dev.spillway.expressions;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What an expression reads: its free identifiers after scoping, and which of their fields it reads bare.
 *
 * <p>A field is read bare unless the expression says before that the variable is there: {@code has(x.f) ? x.f : 0},
 * {@code has(x.f) && x.g > 1}, {@code !has(x.f) || x.f > 1}. The order of the sides of {@code &&} and {@code ||} does not
 * matter, as CEL lets the one side decide where the other one fails.
 */
final class Reads {
    private final Places places;
    private final Set<String> read = new LinkedHashSet<>();
    private final List<BareRead> bare = new ArrayList<>();
    private final List<FieldRead> fields = new ArrayList<>();
    private final List<BareRead> nulls = new ArrayList<>();
    private Set<String> presumed = Set.of();

    private Reads(Places places) {
        this.places = places;
    }

    static Reads of(CelAbstractSyntaxTree ast, Set<String> variables) {
        Reads reads = new Reads(new Places(ast));
        reads.walk(ast.getExpr(), variables, Set.of());
        reads.presumed = reads.whenTrue(ast.getExpr(), variables);
        return reads;
    }

    Set<String> variables() {
        return read;
    }

    List<BareRead> bare() {
        return bare;
    }

    List<FieldRead> fields() {
        return fields;
    }

    /** Where a field is compared with null. */
    List<BareRead> nulls() {
        return nulls;
    }

    /** The variables that are there where the expression is true. */
    Set<String> presumed() {
        return presumed;
    }

    /**
     * Walks one node.
     *
     * @param free the variables that no comprehension hides here
     * @param there the variables that are known to be there
     */
    private void walk(CelExpr node, Set<String> free, Set<String> there) {
        switch (node.getKind()) {
            case IDENT -> {
                if (free.contains(node.ident().name())) {
                    read.add(node.ident().name());
                }
            }
            case SELECT -> {
                CelExpr operand = node.select().operand();
                mention(operand, node.select().field(), free);
                if (!node.select().testOnly()) {
                    field(operand, node.select().field(), free, there);
                }
                walk(operand, free, there);
            }
            case CALL -> call(node, free, there);
            case LIST -> node.list().elements().forEach(element -> walk(element, free, there));
            case MAP ->
                node.map().entries().forEach(entry -> {
                    walk(entry.key(), free, there);
                    walk(entry.value(), free, there);
                });
            case STRUCT -> node.struct().entries().forEach(entry -> walk(entry.value(), free, there));
            case COMPREHENSION -> comprehension(node.comprehension(), free, there);
            case CONSTANT, NOT_SET -> {
                // reads nothing
            }
        }
    }

    private void call(CelExpr node, Set<String> free, Set<String> there) {
        List<CelExpr> args = node.call().args();
        switch (node.call().function()) {
            case "_&&_" -> {
                walk(args.get(0), free, with(there, whenTrue(args.get(1), free)));
                walk(args.get(1), free, with(there, whenTrue(args.get(0), free)));
            }
            case "_||_" -> {
                walk(args.get(0), free, with(there, whenFalse(args.get(1), free)));
                walk(args.get(1), free, with(there, whenFalse(args.get(0), free)));
            }
            case "_?_:_" -> {
                walk(args.get(0), free, there);
                walk(args.get(1), free, with(there, whenTrue(args.get(0), free)));
                walk(args.get(2), free, with(there, whenFalse(args.get(0), free)));
            }
            case "_[_]" -> {
                CelExpr key = args.get(1);
                boolean literal = key.getKind() == CelExpr.ExprKind.Kind.CONSTANT;
                String name = literal ? String.valueOf(Constants.of(key.constant())) : "";
                field(args.get(0), name, free, there);
                mention(args.get(0), name, free);
                args.forEach(arg -> walk(arg, free, there));
            }
            case "_==_", "_!=_" -> {
                withNull(args.get(0), args.get(1));
                withNull(args.get(1), args.get(0));
                args.forEach(arg -> walk(arg, free, there));
            }
            case "_?._", "_[?_]" -> {
                if (args.get(1).getKind() == CelExpr.ExprKind.Kind.CONSTANT) {
                    mention(args.get(0), String.valueOf(Constants.of(args.get(1).constant())), free);
                }
                args.forEach(arg -> walk(arg, free, there));
            }
            default -> {
                node.call().target().ifPresent(target -> walk(target, free, there));
                args.forEach(arg -> walk(arg, free, there));
            }
        }
    }

    private void comprehension(CelExpr.CelComprehension loop, Set<String> free, Set<String> there) {
        walk(loop.iterRange(), free, there);
        walk(loop.accuInit(), free, there);
        Set<String> inside = without(free, loop.accuVar());
        walk(loop.result(), inside, there);
        inside = without(without(inside, loop.iterVar()), loop.iterVar2());
        walk(loop.loopCondition(), inside, there);
        walk(loop.loopStep(), inside, there);
    }

    private void withNull(CelExpr compared, CelExpr constant) {
        if (constant.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && constant.constant().getKind() == CelConstant.Kind.NULL_VALUE
                && compared.getKind() == CelExpr.ExprKind.Kind.SELECT
                && compared.select().operand().getKind() == CelExpr.ExprKind.Kind.IDENT) {
            String variable = compared.select().operand().ident().name();
            CelSourceLocation place = places.of(compared.select().operand().id());
            nulls.add(new BareRead(variable, compared.select().field(), place.getLine(), place.getColumn() + 1));
        }
    }

    private void field(CelExpr operand, String field, Set<String> free, Set<String> there) {
        if (operand.getKind() != CelExpr.ExprKind.Kind.IDENT) {
            return;
        }
        String variable = operand.ident().name();
        if (free.contains(variable) && !there.contains(variable)) {
            CelSourceLocation place = places.of(operand.id());
            bare.add(new BareRead(variable, field, place.getLine(), place.getColumn() + 1));
        }
    }

    private void mention(CelExpr operand, String field, Set<String> free) {
        if (operand.getKind() == CelExpr.ExprKind.Kind.IDENT
                && !field.isEmpty()
                && free.contains(operand.ident().name())) {
            CelSourceLocation place = places.of(operand.id());
            fields.add(new FieldRead(operand.ident().name(), field, place.getLine(), place.getColumn() + 1));
        }
    }

    /** The variables that are there where the condition is true. */
    private Set<String> whenTrue(CelExpr condition, Set<String> free) {
        return switch (condition.getKind()) {
            case SELECT -> {
                CelExpr operand = condition.select().operand();
                yield condition.select().testOnly()
                                && operand.getKind() == CelExpr.ExprKind.Kind.IDENT
                                && free.contains(operand.ident().name())
                        ? Set.of(operand.ident().name())
                        : Set.of();
            }
            case CALL -> {
                List<CelExpr> args = condition.call().args();
                yield switch (condition.call().function()) {
                    case "_&&_" -> with(whenTrue(args.get(0), free), whenTrue(args.get(1), free));
                    case "_||_" -> both(whenTrue(args.get(0), free), whenTrue(args.get(1), free));
                    case "!_" -> whenFalse(args.get(0), free);
                    default -> Set.of();
                };
            }
            default -> Set.of();
        };
    }

    /** The variables that are there where the condition is false. */
    private Set<String> whenFalse(CelExpr condition, Set<String> free) {
        if (condition.getKind() != CelExpr.ExprKind.Kind.CALL) {
            return Set.of();
        }
        List<CelExpr> args = condition.call().args();
        return switch (condition.call().function()) {
            case "_&&_" -> both(whenFalse(args.get(0), free), whenFalse(args.get(1), free));
            case "_||_" -> with(whenFalse(args.get(0), free), whenFalse(args.get(1), free));
            case "!_" -> whenTrue(args.get(0), free);
            default -> Set.of();
        };
    }

    private static Set<String> with(Set<String> some, Set<String> more) {
        Set<String> all = new HashSet<>(some);
        all.addAll(more);
        return all;
    }

    private static Set<String> both(Set<String> some, Set<String> others) {
        Set<String> common = new HashSet<>(some);
        common.retainAll(others);
        return common;
    }

    private static Set<String> without(Set<String> names, String hidden) {
        Set<String> left = new HashSet<>(names);
        left.remove(hidden);
        return left;
    }
}
