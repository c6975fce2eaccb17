package dev.spillway.expressions;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.ast.CelExpr;
import dev.cel.parser.CelUnparser;
import dev.cel.parser.CelUnparserFactory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes an expression apart at its {@code &&}, and recognizes comparisons of a field with constants. */
final class Conjuncts {
    /** Whole numbers up to here are exact as doubles. */
    private static final long EXACT = 1L << 53;

    private final CelAbstractSyntaxTree ast;
    private final Places places;
    private final CelUnparser unparser = CelUnparserFactory.newUnparser();
    private final List<Conjunct> conjuncts = new ArrayList<>();

    private Conjuncts(CelAbstractSyntaxTree ast) {
        this.ast = ast;
        this.places = new Places(ast);
    }

    static List<Conjunct> of(CelAbstractSyntaxTree ast) {
        Conjuncts taken = new Conjuncts(ast);
        taken.take(ast.getExpr());
        return List.copyOf(taken.conjuncts);
    }

    private void take(CelExpr node) {
        if (is(node, "_&&_")) {
            node.call().args().forEach(this::take);
            return;
        }
        CelSourceLocation place = places.of(leftmost(node).id());
        conjuncts.add(new Conjunct(source(node), comparison(node), place.getLine(), place.getColumn() + 1));
    }

    /** The place of an operator is in its middle; that of its left side is where a reader begins. */
    private static CelExpr leftmost(CelExpr node) {
        return switch (node.getKind()) {
            case CALL -> {
                CelExpr.CelCall call = node.call();
                boolean prefix = call.target().isEmpty()
                        && (call.args().isEmpty() || call.function().equals("!_"));
                yield prefix
                        ? node
                        : leftmost(call.target().orElseGet(() -> call.args().getFirst()));
            }
            case SELECT ->
                node.select().testOnly() ? node : leftmost(node.select().operand());
            default -> node;
        };
    }

    private String source(CelExpr node) {
        try {
            return unparser.unparse(CelAbstractSyntaxTree.newParsedAst(node, ast.getSource()));
        } catch (RuntimeException unforeseen) { // of a node that has no text of its own: then it equals only itself
            return "#" + node.id() + " of " + System.identityHashCode(ast);
        }
    }

    private static boolean is(CelExpr node, String function) {
        return node.getKind() == CelExpr.ExprKind.Kind.CALL
                && node.call().target().isEmpty()
                && node.call().function().equals(function);
    }

    private static @Nullable Comparison comparison(CelExpr node) {
        if (node.getKind() != CelExpr.ExprKind.Kind.CALL) {
            return null;
        }
        CelExpr.CelCall call = node.call();
        List<CelExpr> args = call.args();
        if (call.target().isPresent()) {
            return switch (call.function()) {
                case "contains", "startsWith", "endsWith", "matches" ->
                    compared(call.target().get(), Comparison.Kind.TEXT, constants(args.getFirst()));
                default -> null;
            };
        }
        return switch (call.function()) {
            case "_==_" -> either(args, Comparison.Kind.ONE_OF, Comparison.Kind.ONE_OF);
            case "_!=_" -> either(args, Comparison.Kind.NONE_OF, Comparison.Kind.NONE_OF);
            case "_<_" -> either(args, Comparison.Kind.LESS, Comparison.Kind.MORE);
            case "_<=_" -> either(args, Comparison.Kind.AT_MOST, Comparison.Kind.AT_LEAST);
            case "_>_" -> either(args, Comparison.Kind.MORE, Comparison.Kind.LESS);
            case "_>=_" -> either(args, Comparison.Kind.AT_LEAST, Comparison.Kind.AT_MOST);
            case "@in" ->
                args.get(1).getKind() == CelExpr.ExprKind.Kind.LIST
                        ? compared(args.get(0), Comparison.Kind.ONE_OF, constants(args.get(1)))
                        : null;
            default -> null;
        };
    }

    /** The field may stand on either side. */
    private static @Nullable Comparison either(List<CelExpr> args, Comparison.Kind left, Comparison.Kind right) {
        Comparison straight = compared(args.get(0), left, constants(args.get(1)));
        return straight != null ? straight : compared(args.get(1), right, constants(args.get(0)));
    }

    private static @Nullable Comparison compared(
            CelExpr field, Comparison.Kind kind, @Nullable List<Object> constants) {
        if (constants == null || constants.isEmpty()) {
            return null;
        }
        if (field.getKind() == CelExpr.ExprKind.Kind.CALL
                && field.call().function().equals("orValue")
                && field.call().target().isPresent()) {
            List<Object> otherwise = constants(field.call().args().getFirst());
            List<String> path = path(field.call().target().get(), true);
            return otherwise == null || otherwise.size() != 1 || path == null
                    ? null
                    : new Comparison(path, otherwise.getFirst(), kind, constants);
        }
        List<String> path = path(field, false);
        return path == null ? null : new Comparison(path, null, kind, constants);
    }

    /** A variable and its fields; null where it is anything else. */
    private static @Nullable List<String> path(CelExpr node, boolean optional) {
        List<String> path = new ArrayList<>();
        CelExpr at = node;
        while (true) {
            switch (at.getKind()) {
                case IDENT -> {
                    path.addFirst(at.ident().name());
                    return path.size() < 2 ? null : path;
                }
                case SELECT -> {
                    if (at.select().testOnly()) {
                        return null;
                    }
                    path.addFirst(at.select().field());
                    at = at.select().operand();
                }
                case CALL -> {
                    if (!optional || !is(at, "_?._")) {
                        return null;
                    }
                    path.addFirst(at.call().args().get(1).constant().stringValue());
                    at = at.call().args().get(0);
                }
                default -> {
                    return null;
                }
            }
        }
    }

    /** A constant, or those of a list; null where anything else is among them. */
    private static @Nullable List<Object> constants(CelExpr node) {
        List<Object> constants = new ArrayList<>();
        List<CelExpr> nodes =
                node.getKind() == CelExpr.ExprKind.Kind.LIST ? node.list().elements() : List.of(node);
        for (CelExpr each : nodes) {
            Object value = each.getKind() == CelExpr.ExprKind.Kind.CONSTANT ? Constants.of(each.constant()) : null;
            boolean plain = value instanceof String
                    || value instanceof Boolean
                    || (value instanceof Double number && !number.isNaN())
                    || (value instanceof Long whole && whole >= -EXACT && whole <= EXACT);
            if (!plain) {
                return null;
            }
            constants.add(value);
        }
        return constants;
    }
}
