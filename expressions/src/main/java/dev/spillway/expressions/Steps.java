package dev.spillway.expressions;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.runtime.CelEvaluationListener;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Charges for the steps of an evaluation by the CEL runtime, which tells of each node that it has a value for.
 *
 * <p>It does not tell of nodes that failed, and a failure costs a hundred steps. Where failures are passed over (by
 * {@code ||}, {@code &&} and comprehensions), each iteration is known to have a number of such <em>points</em>, less those that a
 * decided operand or a choice made needless; those that no value was told of have failed. Outside comprehensions each point is
 * evaluated once, so there the size of the expression bounds the failures.
 */
final class Steps {
    private static final int POINT = 1;
    private static final int BOOLEAN = 1 << 1; // the runtime writes any other value into a message
    private static final int OPTIONAL = 1 << 2; // so it does here
    private static final int KEY = 1 << 3; // is hashed
    private static final int LOOP = 1 << 4; // the condition of a comprehension
    private static final int END = 1 << 5; // the comprehension itself
    private static final int CHOICE = 1 << 6; // skips points by its value

    private final int[] flags;
    private final int[] body; // the innermost comprehension that repeats a node, from 1; 0 outside any
    private final int[] skippedIfTrue;
    private final int[] skippedIfFalse;
    private final int[] skippedIfPresent;
    private final int[] loops; // the number of the comprehension that a condition or an end belongs to
    private final int[] conditionPoints;
    private final int[] stepPoints;
    private int comprehensions;

    private Steps(int nodes, int comprehensionsMax) {
        flags = new int[nodes];
        body = new int[nodes];
        skippedIfTrue = new int[nodes];
        skippedIfFalse = new int[nodes];
        skippedIfPresent = new int[nodes];
        loops = new int[nodes];
        conditionPoints = new int[comprehensionsMax + 1];
        stepPoints = new int[comprehensionsMax + 1];
    }

    static Steps of(CelAbstractSyntaxTree ast) {
        List<CelExpr> nodes = CelNavigableAst.fromAst(ast)
                .getRoot()
                .allNodes()
                .map(CelNavigableExpr::expr)
                .toList();
        int ids = 1
                + nodes.stream()
                        .mapToInt(node -> Math.toIntExact(node.id()))
                        .max()
                        .orElse(0);
        int loops = (int) nodes.stream()
                .filter(node -> node.getKind() == CelExpr.ExprKind.Kind.COMPREHENSION)
                .count();
        Steps steps = new Steps(ids, loops);
        steps.walk(ast.getExpr(), 0);
        return steps;
    }

    /** Marks a node and those below; returns the points among them that the comprehension around repeats. */
    private int walk(CelExpr node, int around) {
        body[id(node)] = around;
        return switch (node.getKind()) {
            case NOT_SET, CONSTANT, IDENT -> 0;
            case SELECT -> walk(node.select().operand(), around);
            case CALL -> call(node.call(), around);
            case LIST -> list(node.list(), around);
            case STRUCT ->
                node.struct().entries().stream()
                        .mapToInt(entry -> walk(entry.value(), around))
                        .sum();
            case MAP -> map(node.map(), around);
            case COMPREHENSION -> comprehension(node, around);
        };
    }

    private int call(CelExpr.CelCall call, int around) {
        int points = call.target().isPresent() ? walk(call.target().get(), around) : 0;
        int[] below = new int[call.args().size()];
        for (int i = 0; i < below.length; i++) {
            below[i] = walk(call.args().get(i), around);
            points += below[i];
        }
        switch (call.function()) {
            case "_&&_", "_||_" -> {
                int[] skipped = call.function().equals("_&&_") ? skippedIfFalse : skippedIfTrue;
                for (int i = 0; i < below.length; i++) {
                    mark(call.args().get(i), POINT | BOOLEAN);
                    points++;
                }
                mark(call.args().getFirst(), CHOICE);
                skipped[id(call.args().getFirst())] += below[below.length - 1] + 1;
            }
            case "_?_:_" -> {
                CelExpr condition = call.args().getFirst();
                mark(condition, BOOLEAN | CHOICE);
                skippedIfTrue[id(condition)] += below[2];
                skippedIfFalse[id(condition)] += below[1];
            }
            case "@not_strictly_false" -> {
                mark(call.args().getFirst(), POINT);
                points++;
            }
            case "or", "orValue" -> {
                if (call.target().isPresent()) {
                    mark(call.target().get(), CHOICE);
                    skippedIfPresent[id(call.target().get())] += below[0];
                }
            }
            default -> {
                // strict: where it has a value, so have all below
            }
        }
        return points;
    }

    private int list(CelExpr.CelList list, int around) {
        int points = 0;
        for (int i = 0; i < list.elements().size(); i++) {
            points += walk(list.elements().get(i), around);
            if (list.optionalIndices().contains(i)) {
                mark(list.elements().get(i), OPTIONAL);
            }
        }
        return points;
    }

    private int map(CelExpr.CelMap map, int around) {
        int points = 0;
        for (CelExpr.CelMap.Entry entry : map.entries()) {
            points += walk(entry.key(), around) + walk(entry.value(), around);
            mark(entry.key(), KEY);
            if (entry.optionalEntry()) {
                mark(entry.value(), OPTIONAL);
            }
        }
        return points;
    }

    private int comprehension(CelExpr node, int around) {
        CelExpr.CelComprehension it = node.comprehension();
        int number = ++comprehensions;
        conditionPoints[number] = walk(it.loopCondition(), number);
        mark(it.loopCondition(), LOOP | BOOLEAN);
        loops[id(it.loopCondition())] = number;
        stepPoints[number] = 1 + walk(it.loopStep(), number);
        mark(it.loopStep(), POINT);
        mark(node, END);
        loops[id(node)] = number;
        return walk(it.iterRange(), around) + walk(it.accuInit(), around) + walk(it.result(), around);
    }

    private void mark(CelExpr node, int flag) {
        flags[id(node)] |= flag;
    }

    private static int id(CelExpr node) {
        return (int) node.id();
    }

    /** What a {@link Shortcut} through the expression costs, but for its functions. */
    int atOnce() {
        return Prices.SHORT_STEP * flags.length;
    }

    /** For one evaluation. */
    CelEvaluationListener charging(Meter meter) {
        return new Charging(meter);
    }

    private final class Charging implements CelEvaluationListener {
        private final Meter meter;
        private final int @Nullable [] seen;
        private final boolean @Nullable [] under;

        Charging(Meter meter) {
            this.meter = meter;
            this.seen = comprehensions == 0 ? null : new int[comprehensions + 1];
            this.under = comprehensions == 0 ? null : new boolean[comprehensions + 1];
        }

        @Override
        public void callback(CelExpr expr, Object value) {
            meter.charge(Prices.STEP);
            int id = (int) expr.id();
            int flag = flags[id];
            if (flag == 0) {
                return;
            }
            if ((flag & KEY) != 0
                    || ((flag & BOOLEAN) != 0 && !(value instanceof Boolean))
                    || ((flag & OPTIONAL) != 0 && !(value instanceof Optional<?>))) {
                Weight.charge(meter, value);
            }
            if (seen == null || under == null) {
                return;
            }
            if ((flag & POINT) != 0) {
                seen[body[id]]++;
            }
            if ((flag & CHOICE) != 0) {
                seen[body[id]] += skipped(id, value);
            }
            if ((flag & (LOOP | END)) != 0) {
                int loop = loops[id];
                boolean condition = (flag & LOOP) != 0;
                int expected = (under[loop] ? stepPoints[loop] : 0) + (condition ? conditionPoints[loop] : 0);
                meter.charge(Prices.ITERATION + (long) Prices.FAILURE * Math.max(0, expected - seen[loop]));
                seen[loop] = 0;
                under[loop] = condition && Boolean.TRUE.equals(value);
            }
        }

        private int skipped(int id, Object value) {
            return switch (value) {
                case Boolean truth -> truth ? skippedIfTrue[id] : skippedIfFalse[id];
                case Optional<?> optional -> optional.isPresent() ? skippedIfPresent[id] : 0;
                default -> 0;
            };
        }
    }
}
