package dev.spillway.gateway.edge;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plain values as protobuf structs, and back. Every number of a struct is a double. */
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

    /** The plain values of a struct. */
    public static Map<String, @Nullable Object> plain(Struct struct) {
        Map<String, Value> fields = struct.getFieldsMap();
        Map<String, @Nullable Object> plain = HashMap.newHashMap(fields.size());
        fields.forEach((name, value) -> plain.put(name, plain(value)));
        return plain;
    }

    private static Value value(@Nullable Object plain) {
        return switch (plain) {
            case null -> NULL;
            case String text -> Value.newBuilder().setStringValue(text).build();
            case Boolean truth -> Value.newBuilder().setBoolValue(truth).build();
            case Number number ->
                Value.newBuilder().setNumberValue(number.doubleValue()).build();
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

    private static @Nullable Object plain(Value value) {
        return switch (value.getKindCase()) {
            case STRING_VALUE -> value.getStringValue();
            case NUMBER_VALUE -> value.getNumberValue();
            case BOOL_VALUE -> value.getBoolValue();
            case STRUCT_VALUE -> plain(value.getStructValue());
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
