package dev.spillway.gateway.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;

/** A keyword of the library that charges its work before it does it; see {@link SchemaWork}. */
record Metered(Keyword keyword) implements Keyword {
    @Override
    public String getValue() {
        return keyword.getValue();
    }

    @Override
    public KeywordValidator newValidator(SchemaLocation location, JsonNode wanted, Schema parent, SchemaContext context)
            throws Exception {
        KeywordValidator validator = keyword.newValidator(location, wanted, parent, context);
        return new Validator(validator, Cost.of(keyword.getValue()), wanted.size());
    }

    /** What a keyword looks at itself; what stands below it is charged by the keywords there. */
    private enum Cost {
        /** The kind of the value, its size, a number. */
        STEP,
        /** Each name or schema that the keyword lists. */
        WRITTEN,
        /** Each item or field of the value. */
        CHILDREN,
        /** The characters of a text. */
        TEXT,
        /** All of the value. */
        WHOLE;

        static Cost of(String keyword) {
            return switch (keyword) {
                case "properties",
                        "required",
                        "dependentRequired",
                        "dependentSchemas",
                        "dependencies",
                        "anyOf",
                        "oneOf",
                        "allOf",
                        "prefixItems" -> WRITTEN;
                case "items",
                        "additionalItems",
                        "contains",
                        "patternProperties",
                        "additionalProperties",
                        "propertyNames",
                        "unevaluatedProperties",
                        "unevaluatedItems" -> CHILDREN;
                case "minLength", "maxLength" -> TEXT;
                case "enum", "const" -> WHOLE;
                default -> STEP;
            };
        }
    }

    private record Validator(KeywordValidator validator, Cost cost, int written) implements KeywordValidator {
        @Override
        public void validate(ExecutionContext context, JsonNode node, JsonNode root, NodePath place) {
            SchemaWork work = SchemaWork.current();
            work.charge(SchemaWork.KEYWORD);
            switch (cost) {
                case STEP -> {
                    // that was it
                }
                case WRITTEN -> work.charge(4L * written);
                case CHILDREN -> work.charge(6L * node.size());
                case TEXT -> work.charge(node.isTextual() ? node.textValue().length() / 8 : 0);
                case WHOLE -> work.chargeWhole(node);
            }
            int before = context.getErrors().size();
            work.enter();
            validator.validate(context, node, root, place);
            work.leave();
            work.charge((long) SchemaWork.VIOLATION
                    * Math.max(0, context.getErrors().size() - before));
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
