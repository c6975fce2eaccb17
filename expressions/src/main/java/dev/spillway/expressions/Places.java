package dev.spillway.expressions;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelSourceLocation;

/** Where the nodes of an expression stand in its source. */
record Places(CelAbstractSyntaxTree ast) {
    /** Line from 1, column from 0. */
    CelSourceLocation of(long id) {
        Integer offset = ast.getSource().getPositionsMap().get(id);
        return ast.getSource().getOffsetLocation(offset == null ? 0 : offset).orElse(CelSourceLocation.of(1, 0));
    }

    Problem problem(long id, String message, String suggestion) {
        CelSourceLocation place = of(id);
        return new Problem("", place.getLine(), place.getColumn() + 1, message, suggestion);
    }
}
