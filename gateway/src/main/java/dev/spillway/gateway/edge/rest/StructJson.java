package dev.spillway.gateway.edge.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.spillway.gateway.json.JsonNumbers;
import java.io.IOException;
import java.util.Map;

/** A protobuf struct as the JSON object that it stands for. */
final class StructJson {
    private StructJson() {}

    static void write(JsonGenerator json, Struct struct) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, Value> field : struct.getFieldsMap().entrySet()) {
            json.writeFieldName(field.getKey());
            value(json, field.getValue());
        }
        json.writeEndObject();
    }

    private static void value(JsonGenerator json, Value value) throws IOException {
        switch (value.getKindCase()) {
            case STRING_VALUE -> json.writeString(value.getStringValue());
            case NUMBER_VALUE -> number(json, value.getNumberValue());
            case BOOL_VALUE -> json.writeBoolean(value.getBoolValue());
            case STRUCT_VALUE -> write(json, value.getStructValue());
            case LIST_VALUE -> {
                json.writeStartArray();
                for (Value one : value.getListValue().getValuesList()) {
                    value(json, one);
                }
                json.writeEndArray();
            }
            case NULL_VALUE, KIND_NOT_SET -> json.writeNull();
        }
    }

    /** JSON knows neither NaN nor infinity: what is no number is null. */
    private static void number(JsonGenerator json, double number) throws IOException {
        if (Double.isFinite(number)) {
            JsonNumbers.write(json, number);
        } else {
            json.writeNull();
        }
    }
}
