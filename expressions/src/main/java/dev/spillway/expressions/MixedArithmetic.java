package dev.spillway.expressions;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelFunctionBinding;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/**
 * Arithmetic of longs and doubles together, which CEL leaves out: a double comes out of it. A request's numbers are doubles
 * unless a schema says otherwise, and constants are written whole, so that {@code request.n + 1} would have no value.
 *
 * <p>Also the text of a double, which is that of the number: {@code 7}, not {@code 7.0}.
 */
final class MixedArithmetic {
    private MixedArithmetic() {}

    private record Operator(String name, String id, DoubleBinaryOperator of, boolean isNewForDoubles) {}

    private static final List<Operator> OPERATORS = List.of(
            new Operator("_+_", "add", Double::sum, false),
            new Operator("_-_", "subtract", (left, right) -> left - right, false),
            new Operator("_*_", "multiply", (left, right) -> left * right, false),
            new Operator("_/_", "divide", (left, right) -> left / right, false),
            new Operator("_%_", "modulo", MixedArithmetic::remainder, true));

    /** The operator whose value an expression has; empty if it is no operator of arithmetic. */
    static String outermost(CelExpr expression) {
        String function = expression.getKind() == CelExpr.ExprKind.Kind.CALL
                ? expression.call().function()
                : "";
        return OPERATORS.stream().anyMatch(operator -> operator.name.equals(function)) ? function.replace("_", "") : "";
    }

    /** As of whole numbers, which have none by zero. */
    private static double remainder(double left, double right) {
        if (right == 0) {
            throw new IllegalArgumentException("a remainder of a division by zero");
        }
        return left % right;
    }

    static List<CelFunctionDecl> declarations() {
        List<CelFunctionDecl> declarations = new ArrayList<>();
        for (Operator operator : OPERATORS) {
            List<CelOverloadDecl> overloads = new ArrayList<>();
            overloads.add(overload(operator.id + "_int64_double", SimpleType.INT, SimpleType.DOUBLE));
            overloads.add(overload(operator.id + "_double_int64", SimpleType.DOUBLE, SimpleType.INT));
            if (operator.isNewForDoubles) {
                overloads.add(overload(operator.id + "_double", SimpleType.DOUBLE, SimpleType.DOUBLE));
            }
            declarations.add(CelFunctionDecl.newFunctionDeclaration(operator.name, overloads));
        }
        return declarations;
    }

    private static CelOverloadDecl overload(String id, CelType left, CelType right) {
        return CelOverloadDecl.newGlobalOverload(id, SimpleType.DOUBLE, left, right);
    }

    @SuppressWarnings("Immutable") // the library wants pure functions, and these are
    static List<CelFunctionBinding> bindings() {
        List<CelFunctionBinding> bindings = new ArrayList<>();
        for (Operator operator : OPERATORS) {
            bindings.add(CelFunctionBinding.from(
                    operator.id + "_int64_double",
                    Long.class,
                    Double.class,
                    (left, right) -> operator.of.applyAsDouble(left, right)));
            bindings.add(CelFunctionBinding.from(
                    operator.id + "_double_int64",
                    Double.class,
                    Long.class,
                    (left, right) -> operator.of.applyAsDouble(left, right)));
            if (operator.isNewForDoubles) {
                bindings.add(CelFunctionBinding.from(
                        operator.id + "_double",
                        Double.class,
                        Double.class,
                        (left, right) -> operator.of.applyAsDouble(left, right)));
            }
        }
        bindings.add(CelFunctionBinding.from("double_to_string", Double.class, Numbers::text));
        return bindings;
    }
}
