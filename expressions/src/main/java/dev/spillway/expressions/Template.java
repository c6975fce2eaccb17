package dev.spillway.expressions;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A value with expressions in it: what a branch is asked, what a flow or a rule answers. */
public sealed interface Template {

    /**
     * The value, its expressions evaluated.
     *
     * @return a plain value
     */
    @Nullable
    Object fill(Variables variables) throws EvaluationFailure;

    /** The value where it has to be a map. */
    Map<String, @Nullable Object> fields(Variables variables) throws EvaluationFailure;

    /** Shows each expression with where it stands, such as {@code items[2].name}. */
    void visit(String path, BiConsumer<String, Expression> visitor);

    /** Whether it may have no value, so that the field that it stands in is left out. */
    default boolean isOptional() {
        return false;
    }

    /** The variables that its expressions read. */
    default Set<String> reads() {
        Set<String> reads = new LinkedHashSet<>();
        visit("", (_, expression) -> reads.addAll(expression.reads()));
        return reads;
    }

    /** The same variables, with one meter for all expressions of a template where they have none. */
    static Variables sharing(Variables given) {
        return given.meter() != null ? given : new Sharing(given, Meter.ofRun());
    }

    /** Variables with a meter. */
    record Sharing(Variables variables, Meter meter) implements Variables {
        @Override
        public @Nullable Object find(String name) {
            return variables.find(name);
        }
    }

    /** The same value each time. */
    record Constant(@Nullable Object value) implements Template {
        @Override
        public @Nullable Object fill(Variables variables) {
            return value;
        }

        @Override
        public Map<String, @Nullable Object> fields(Variables variables) throws EvaluationFailure {
            throw new EvaluationFailure(String.valueOf(value), "fields are wanted, and this is no map");
        }

        @Override
        public void visit(String path, BiConsumer<String, Expression> visitor) {
            // holds no expression
        }
    }

    /** The value of an expression. */
    record Computed(Expression expression) implements Template {
        @Override
        public @Nullable Object fill(Variables variables) throws EvaluationFailure {
            return expression.value(variables);
        }

        @Override
        @SuppressWarnings("unchecked") // the keys of plain maps are texts
        public Map<String, @Nullable Object> fields(Variables variables) throws EvaluationFailure {
            if (expression.value(variables) instanceof Map<?, ?> map) {
                return (Map<String, @Nullable Object>) map;
            }
            throw new EvaluationFailure(expression.source(), "fields are wanted, and its value is no map");
        }

        @Override
        public void visit(String path, BiConsumer<String, Expression> visitor) {
            visitor.accept(path, expression);
        }

        @Override
        public boolean isOptional() {
            return expression.isOptional();
        }
    }

    /** A map. A field whose expression is optional and has no value is left out. */
    final class Fields implements Template {
        private final String[] names;
        private final Template[] values;

        public Fields(Map<String, Template> fields) {
            this.names = fields.keySet().toArray(String[]::new);
            this.values = fields.values().toArray(Template[]::new);
        }

        @Override
        public Map<String, @Nullable Object> fill(Variables given) throws EvaluationFailure {
            Variables variables = sharing(given);
            Map<String, @Nullable Object> filled = LinkedHashMap.newLinkedHashMap(names.length);
            for (int i = 0; i < names.length; i++) {
                Object value = values[i].fill(variables);
                if (value != null || !values[i].isOptional()) {
                    filled.put(names[i], value);
                }
            }
            return filled;
        }

        @Override
        public Map<String, @Nullable Object> fields(Variables variables) throws EvaluationFailure {
            return fill(variables);
        }

        @Override
        public void visit(String path, BiConsumer<String, Expression> visitor) {
            for (int i = 0; i < names.length; i++) {
                values[i].visit(Problem.join(path, names[i]), visitor);
            }
        }
    }

    /** A list. */
    record Items(List<Template> items) implements Template {
        public Items {
            items = List.copyOf(items);
        }

        @Override
        public List<@Nullable Object> fill(Variables given) throws EvaluationFailure {
            Variables variables = sharing(given);
            List<@Nullable Object> filled = new ArrayList<>(items.size());
            for (int i = 0; i < items.size(); i++) {
                filled.add(items.get(i).fill(variables));
            }
            return filled;
        }

        @Override
        public Map<String, @Nullable Object> fields(Variables variables) throws EvaluationFailure {
            throw new EvaluationFailure("[…]", "fields are wanted, and this is no map");
        }

        @Override
        public void visit(String path, BiConsumer<String, Expression> visitor) {
            for (int i = 0; i < items.size(); i++) {
                items.get(i).visit(path + "[" + i + "]", visitor);
            }
        }
    }
}
