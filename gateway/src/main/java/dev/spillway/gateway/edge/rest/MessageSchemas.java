package dev.spillway.gateway.edge.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import java.util.StringJoiner;

/** Messages of the contract as JSON Schemas, by protobuf's JSON mapping. */
final class MessageSchemas {
    private static final String REFERENCE = "#/components/schemas/";

    private final JsonNodeFactory nodes = JsonNodeFactory.instance;
    private final ContractComments comments;
    private final ObjectNode into;

    /** Puts a schema for each message and enum into an object, under its name. */
    MessageSchemas(ContractComments comments, ObjectNode into) {
        this.comments = comments;
        this.into = into;
    }

    /** Adds a message and all that it is made of. */
    void add(Descriptor message) {
        if (into.has(name(message))) {
            return;
        }
        ObjectNode schema = into.putObject(name(message)).put("type", "object");
        describe(schema, message);
        ObjectNode properties = schema.putObject("properties");
        for (FieldDescriptor field : message.getFields()) {
            ObjectNode property = properties.putObject(field.getJsonName());
            String comment = comments.of(field.getFullName());
            if (!comment.isEmpty()) {
                property.put("description", comment);
            }
            field(property, field);
        }
    }

    private void field(ObjectNode schema, FieldDescriptor field) {
        if (field.isMapField()) {
            schema.put("type", "object");
            value(
                    schema.putObject("additionalProperties"),
                    field.getMessageType().findFieldByName("value"));
        } else if (field.isRepeated()) {
            schema.put("type", "array");
            value(schema.putObject("items"), field);
        } else {
            value(schema, field);
        }
    }

    private void value(ObjectNode schema, FieldDescriptor field) {
        switch (field.getJavaType()) {
            case MESSAGE -> message(schema, field.getMessageType());
            case ENUM -> {
                add(field.getEnumType());
                schema.put("$ref", REFERENCE + name(field.getEnumType()));
            }
            case STRING -> schema.put("type", "string");
            case BYTE_STRING -> schema.put("type", "string").put("contentEncoding", "base64");
            case BOOLEAN -> schema.put("type", "boolean");
            case FLOAT, DOUBLE -> schema.put("type", "number");
            case INT -> schema.put("type", "integer");
            case LONG -> schema.put("type", "string").put("pattern", "^-?[0-9]+$");
        }
    }

    private void message(ObjectNode schema, Descriptor message) {
        switch (message.getFullName()) {
            case "google.protobuf.Duration" ->
                schema.put("type", "string")
                        .put("pattern", "^-?[0-9]+(\\.[0-9]{1,9})?s$")
                        .putArray("examples")
                        .add("0.150s");
            case "google.protobuf.Timestamp" -> schema.put("type", "string").put("format", "date-time");
            case "google.protobuf.Struct" -> schema.put("type", "object");
            default -> {
                add(message);
                schema.put("$ref", REFERENCE + name(message));
            }
        }
    }

    /** The value 0 stands for an absent one and is never sent. */
    private void add(EnumDescriptor type) {
        if (into.has(name(type))) {
            return;
        }
        ObjectNode schema = into.putObject(name(type)).put("type", "string");
        var values = schema.putArray("enum");
        StringJoiner description = new StringJoiner("\n- ");
        description.add(comments.of(type.getFullName()));
        for (EnumValueDescriptor value : type.getValues()) {
            if (value.getNumber() != 0) {
                values.add(nodes.textNode(value.getName()));
                description.add(
                        "`" + value.getName() + "`: " + comments.of(type.getFullName() + "." + value.getName()));
            }
        }
        schema.put("description", description.toString());
    }

    private void describe(ObjectNode schema, GenericDescriptor type) {
        String comment = comments.of(type.getFullName());
        if (!comment.isEmpty()) {
            schema.put("description", comment);
        }
    }

    /** {@code StepReport.Kind} as {@code StepReportKind}. */
    private static String name(GenericDescriptor type) {
        return type.getFullName()
                .substring(type.getFile().getPackage().length() + 1)
                .replace(".", "");
    }
}
