package dev.spillway.expressions;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import java.util.ArrayList;
import java.util.List;

/** Finds the regular expressions in an expression, and compiles them. */
final class Patterns {
    private Patterns() {}

    /** What is wrong with them. */
    static List<Problem> check(CelAbstractSyntaxTree ast, Regexes regexes) {
        List<Problem> problems = new ArrayList<>();
        CelNavigableAst.fromAst(ast).getRoot().allNodes().forEach(node -> {
            CelExpr expr = node.expr();
            if (expr.getKind() == CelExpr.ExprKind.Kind.CALL
                    && expr.call().function().equals("matches")) {
                CelExpr pattern = expr.call().args().getLast();
                Places places = new Places(ast);
                if (pattern.getKind() != CelExpr.ExprKind.Kind.CONSTANT
                        || !(Constants.of(pattern.constant()) instanceof String source)) {
                    problems.add(places.problem(
                            pattern.id(),
                            "the regular expression of matches must be written out, not computed",
                            "write it as a literal, such as matches('^[A-Z]+$')"));
                } else {
                    regexes.add(source).ifPresent(wrong -> problems.add(places.problem(pattern.id(), wrong, "")));
                }
            }
        });
        return problems;
    }
}
