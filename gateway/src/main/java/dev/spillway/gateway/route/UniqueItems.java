package dev.spillway.gateway.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.BaseKeywordValidator;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Comparator;

/**
 * {@code uniqueItems} in time linear in the value, whatever it is: a library's hash table is at the mercy of whoever chooses
 * what falls into one place of it.
 *
 * <p>Items are hashed by polynomials modulo the prime 2^61 - 1 (Carter and Wegman, Universal classes of hash functions, 1979),
 * whose bases are drawn when the process starts: without them no one finds items that share a hash. Those that do are
 * compared.
 */
record UniqueItems(String value) implements Keyword {
    private static final long PRIME = (1L << 61) - 1;
    private static final long BASE = base();
    private static final long LIST_BASE = base();
    private static final long FIELD_BASE = base();

    private static long base() {
        return new SecureRandom().nextLong(1L << 32, PRIME);
    }

    @Override
    public String getValue() {
        return value;
    }

    @Override
    public KeywordValidator newValidator(
            SchemaLocation location, JsonNode wanted, Schema parent, SchemaContext context) {
        return new Validator(this, location, wanted, parent, context);
    }

    private static final class Validator extends BaseKeywordValidator {
        private final boolean wanted;

        Validator(Keyword keyword, SchemaLocation location, JsonNode wanted, Schema parent, SchemaContext context) {
            super(keyword, wanted, location, parent, context);
            this.wanted = wanted.booleanValue();
        }

        @Override
        public void validate(ExecutionContext context, JsonNode node, JsonNode root, NodePath place) {
            if (!wanted || !node.isArray() || node.size() < 2) {
                return;
            }
            if (hasTwins(node, SchemaWork.current())) {
                context.addError(error().instanceNode(node)
                        .instanceLocation(place)
                        .evaluationPath(context.getEvaluationPath())
                        .locale(context.getExecutionConfig().getLocale())
                        .build());
            }
        }
    }

    private record Item(long hash, JsonNode node) {}

    private static boolean hasTwins(JsonNode list, SchemaWork work) {
        work.chargeWhole(list);
        Item[] items = new Item[list.size()];
        for (int i = 0; i < items.length; i++) {
            items[i] = new Item(hash(list.get(i)), list.get(i));
        }
        work.charge(10L * items.length);
        Arrays.sort(items, Comparator.comparingLong(Item::hash));
        for (int i = 1; i < items.length; i++) {
            for (int j = i - 1; j >= 0 && items[j].hash == items[i].hash; j--) {
                work.chargeWhole(items[i].node);
                if (equal(items[i].node, items[j].node)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static long hash(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> hash(node.textValue());
            case NUMBER -> BASE + Double.hashCode(node.doubleValue() + 0.0); // no negative zero
            case BOOLEAN -> node.booleanValue() ? 1 : 0;
            case ARRAY -> {
                long hash = 5;
                for (JsonNode item : node) {
                    hash = reduced(times(hash, LIST_BASE) + reduced(hash(item)));
                }
                yield hash;
            }
            case OBJECT -> { // a sum, since fields have no order
                long hash = 7;
                for (var field : node.properties()) {
                    hash = reduced(hash + times(hash(field.getKey()), FIELD_BASE) + reduced(hash(field.getValue())));
                }
                yield times(hash, FIELD_BASE);
            }
            case NULL, MISSING, BINARY, POJO -> 2;
        };
    }

    private static long hash(String text) {
        long hash = text.length() + 3L;
        for (int i = 0; i < text.length(); i++) {
            hash = reduced(times(hash, BASE) + text.charAt(i));
        }
        return hash;
    }

    /** The product modulo 2^61 - 1, as far as it is easily reduced. */
    private static long times(long left, long right) {
        long high = Math.unsignedMultiplyHigh(left, right);
        long low = left * right;
        return reduced((low & PRIME) + ((low >>> 61) | (high << 3)));
    }

    private static long reduced(long number) {
        return (number & PRIME) + (number >>> 61);
    }

    /** Equal as JSON Schema has it: 1 is 1.0, and fields have no order. */
    private static boolean equal(JsonNode left, JsonNode right) {
        if (left.isNumber() && right.isNumber()) {
            return (left.isDouble() && right.isDouble())
                    ? left.doubleValue() == right.doubleValue()
                    : left.decimalValue().compareTo(right.decimalValue()) == 0;
        }
        if (left.getNodeType() != right.getNodeType() || left.size() != right.size()) {
            return false;
        }
        for (int i = 0; left.isArray() && i < left.size(); i++) {
            if (!equal(left.get(i), right.get(i))) {
                return false;
            }
        }
        for (var field : left.properties()) {
            JsonNode other = right.get(field.getKey());
            if (other == null || !equal(field.getValue(), other)) {
                return false;
            }
        }
        return left.isContainerNode() || left.equals(right);
    }
}
