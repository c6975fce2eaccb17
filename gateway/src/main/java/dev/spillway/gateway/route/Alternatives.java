package dev.spillway.gateway.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * {@code anyOf} and {@code oneOf}, of whose failed alternatives only the one is told that the sender must have meant.
 *
 * <p>That is the one whose {@code const} or {@code enum} fits, as a field does that says which kind of event an object is. If
 * none or several do, it is the one with the fewest violations. All others would only hide what is wrong.
 */
record Alternatives(Keyword keyword) implements Keyword {
    @Override
    public String getValue() {
        return keyword.getValue();
    }

    @Override
    public KeywordValidator newValidator(SchemaLocation location, JsonNode wanted, Schema parent, SchemaContext context)
            throws Exception {
        JsonNode document = root(parent).getSchemaNode();
        List<Marks> marks = new ArrayList<>();
        wanted.forEach(alternative -> marks.add(Marks.of(alternative, document)));
        return new Validator(keyword.newValidator(location, wanted, parent, context), marks);
    }

    private static Schema root(Schema schema) {
        Schema root = schema;
        while (root.getParentSchema() != null) {
            root = root.getParentSchema();
        }
        return root;
    }

    /**
     * An alternative that does not fit.
     *
     * @param fit how many of its marks the value bears, less those of which it bears another
     */
    private record Failed(int fit, List<Error> errors) {
        /** The best comes first; of those alike the one that is written first. */
        static final Comparator<Failed> CLOSEST = Comparator.comparingInt((Failed one) -> -one.fit)
                .thenComparingLong(Failed::misses)
                .thenComparingInt(one -> one.errors.size());

        /** How often the kind of a value, or one that was to be one of a list, is another. */
        long misses() {
            return errors.stream()
                    .filter(error -> switch (error.getKeyword()) {
                        case "const", "enum", "type" -> true;
                        default -> false;
                    })
                    .count();
        }
    }

    private record Validator(KeywordValidator validator, List<Marks> marks) implements KeywordValidator {
        @Override
        public void validate(ExecutionContext context, JsonNode node, JsonNode root, NodePath place) {
            List<Error> before = context.getErrors();
            List<Error> found = new ArrayList<>(0);
            context.setErrors(found);
            try {
                validator.validate(context, node, root, place);
            } finally {
                context.setErrors(before);
            }
            if (!found.isEmpty()) {
                tell(found, context.getEvaluationPath(), node, before);
            }
        }

        private void tell(List<Error> found, NodePath here, JsonNode node, List<Error> into) {
            TreeMap<Integer, List<Error>> byAlternative = new TreeMap<>();
            for (Error error : found) {
                NodePath path = error.getEvaluationPath();
                if (path.getNameCount() > here.getNameCount()
                        && path.getElement(here.getNameCount()) instanceof Integer alternative) {
                    byAlternative
                            .computeIfAbsent(alternative, _ -> new ArrayList<>())
                            .add(error);
                } else {
                    into.add(error); // of the keyword itself
                }
            }
            byAlternative.entrySet().stream()
                    .map(one -> new Failed(marks.get(one.getKey()).fit(node), one.getValue()))
                    .min(Failed.CLOSEST)
                    .ifPresent(closest -> into.addAll(closest.errors));
        }

        @Override
        public void walk(ExecutionContext context, JsonNode node, JsonNode root, NodePath place, boolean validate) {
            throw new UnsupportedOperationException("inputs are validated, not walked");
        }

        @Override
        public void preloadSchema() {
            validator.preloadSchema();
        }

        @Override
        public String getKeyword() {
            return validator.getKeyword();
        }

        @Override
        public SchemaLocation getSchemaLocation() {
            return validator.getSchemaLocation();
        }
    }
}
