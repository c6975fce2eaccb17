package dev.spillway.gateway.edge;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.spillway.core.Violations;
import dev.spillway.gateway.json.JsonNumbers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Plain values as protobuf structs, and back. Every number of a struct is a double, so a whole number that doubles may miss is
 * a string of digits here; one that JSON has no form for (NaN, an infinity) is null in an answer, and refused in an input.
 */
public final class Structs {
    private static final Value NULL =
            Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build();

    private Structs() {}

    /** A struct of plain values. */
    public static Struct struct(Map<String, ?> fields) {
        Struct.Builder struct = Struct.newBuilder();
        fields.forEach((name, value) -> struct.putFields(name, value(value)));
        return struct.build();
    }

    /**
     * The plain values of a struct.
     *
     * @param where what the struct is to its sender, such as {@code input}
     * @param wrong is told of values that can't be carried on
     */
    public static Map<String, @Nullable Object> plain(Struct struct, String where, Violations wrong) {
        Map<String, @Nullable Object> plain = HashMap.newHashMap(struct.getFieldsCount());
        Reading reading = new Reading();
        for (Map.Entry<String, Value> field : struct.getFieldsMap().entrySet()) {
            plain.put(field.getKey(), reading.plain(field.getValue()));
            if (reading.isUnfit) {
                reading.isUnfit = false;
                wrong.add(
                        where + "." + field.getKey(),
                        "it is or holds a number that is NaN or an infinity",
                        "send a finite number, or leave the field out");
            }
        }
        return plain;
    }

    private static Value value(@Nullable Object plain) {
        return switch (plain) {
            case null -> NULL;
            case String text -> Value.newBuilder().setStringValue(text).build();
            case Boolean truth -> Value.newBuilder().setBoolValue(truth).build();
            case Number number -> value(number);
            case Map<?, ?> map -> {
                Struct.Builder struct = Struct.newBuilder();
                map.forEach((name, one) -> struct.putFields(String.valueOf(name), value(one)));
                yield Value.newBuilder().setStructValue(struct).build();
            }
            case List<?> list -> {
                ListValue.Builder values = ListValue.newBuilder();
                list.forEach(one -> values.addValues(value(one)));
                yield Value.newBuilder().setListValue(values).build();
            }
            default -> throw new IllegalArgumentException("no plain value: " + plain.getClass());
        };
    }

    private static final class Reading {
        private boolean isUnfit;

        @Nullable
        Object plain(Value value) {
            return switch (value.getKindCase()) {
                case STRING_VALUE -> value.getStringValue();
                case NUMBER_VALUE -> {
                    isUnfit |= !Double.isFinite(value.getNumberValue());
                    yield value.getNumberValue();
                }
                case BOOL_VALUE -> value.getBoolValue();
                case STRUCT_VALUE -> {
                    Struct struct = value.getStructValue();
                    Map<String, @Nullable Object> fields = HashMap.newHashMap(struct.getFieldsCount());
                    struct.getFieldsMap().forEach((name, one) -> fields.put(name, plain(one)));
                    yield fields;
                }
                case LIST_VALUE -> {
                    List<@Nullable Object> list =
                            new ArrayList<>(value.getListValue().getValuesCount());
                    value.getListValue().getValuesList().forEach(one -> list.add(plain(one)));
                    yield list;
                }
                case NULL_VALUE, KIND_NOT_SET -> null;
            };
        }
    }

    private static Value value(Number number) {
        return switch (JsonNumbers.leaving(number)) {
            case String digits -> Value.newBuilder().setStringValue(digits).build();
            case Number kept
            when Double.isFinite(kept.doubleValue()) ->
                Value.newBuilder().setNumberValue(kept.doubleValue()).build();
            default -> NULL;
        };
    }
}
