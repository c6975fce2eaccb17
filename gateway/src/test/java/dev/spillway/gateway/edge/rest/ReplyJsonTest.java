package dev.spillway.gateway.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import dev.spillway.proto.v1.ExecuteResponse;
import dev.spillway.proto.v1.ListRoutesResponse;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What we write by hand, protobuf's own JSON mapping reads as the same message. */
class ReplyJsonTest {
    private static final int DEPTH_MOST = 8;

    @Test
    void everyFieldOfTheContractIsWritten() throws Exception {
        for (long seed = 0; seed < 50; seed++) {
            assertSame(ExecuteResponse.newBuilder(), new SplittableRandom(seed), 1);
            assertSame(ListRoutesResponse.newBuilder(), new SplittableRandom(seed), 1);
        }
    }

    @Test
    void whateverIsAbsentIsLeftOut() throws Exception {
        for (long seed = 0; seed < 2000; seed++) {
            assertSame(ExecuteResponse.newBuilder(), new SplittableRandom(seed), 0.6);
            assertSame(ListRoutesResponse.newBuilder(), new SplittableRandom(seed), 0.6);
        }
        assertThat(json(ExecuteResponse.getDefaultInstance())).isEqualTo("{}");
    }

    @Test
    void aNumberThatIsNoneIsNull() {
        ExecuteResponse reply = ExecuteResponse.newBuilder()
                .setAnswer(Struct.newBuilder()
                        .putFields(
                                "a",
                                Value.newBuilder().setNumberValue(Double.NaN).build())
                        .putFields(
                                "b",
                                Value.newBuilder()
                                        .setNumberValue(Double.POSITIVE_INFINITY)
                                        .build()))
                .build();

        assertThat(json(reply)).isEqualTo("{\"answer\":{\"a\":null,\"b\":null}}");
    }

    @Test
    void aWholeNumberHasNoFraction() {
        ExecuteResponse reply = ExecuteResponse.newBuilder()
                .setAnswer(Struct.newBuilder()
                        .putFields("a", Value.newBuilder().setNumberValue(3).build())
                        .putFields("b", Value.newBuilder().setNumberValue(-0.5).build())
                        .putFields("c", Value.newBuilder().setNumberValue(1e300).build()))
                .build();

        assertThat(json(reply)).isEqualTo("{\"answer\":{\"a\":3,\"b\":-0.5,\"c\":1.0E300}}");
    }

    private static String json(Message message) {
        return JsonLine.of(json -> {
                    if (message instanceof ExecuteResponse reply) {
                        ReplyJson.write(json, reply);
                    } else {
                        RoutesJson.write(json, (ListRoutesResponse) message);
                    }
                })
                .toString();
    }

    private static void assertSame(Message.Builder empty, SplittableRandom random, double odds) throws Exception {
        Message message = fill(empty, random, odds, 0).build();
        Message.Builder read = message.newBuilderForType();
        String json = json(message);
        JsonFormat.parser().merge(json, read);
        assertThat(read.build()).as(json).isEqualTo(message);
        assertThat(json).doesNotContain("\n");
    }

    /** Sets each field with the given odds, recursive ones down to a depth. */
    private static Message.Builder fill(Message.Builder builder, SplittableRandom random, double odds, int depth) {
        if (builder instanceof Struct.Builder struct) {
            return struct.putFields("f" + random.nextInt(3), value(random, depth))
                    .putFields("g", value(random, depth));
        }
        for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
            boolean recursive = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
            if (random.nextDouble() >= odds || (recursive && depth >= DEPTH_MOST)) {
                continue;
            }
            if (field.isRepeated()) {
                builder.addRepeatedField(field, one(builder, field, random, odds, depth));
                builder.addRepeatedField(field, one(builder, field, random, odds, depth));
            } else {
                builder.setField(field, one(builder, field, random, odds, depth));
            }
        }
        return builder;
    }

    private static Object one(
            Message.Builder in, FieldDescriptor field, SplittableRandom random, double odds, int depth) {
        return switch (field.getJavaType()) {
            case MESSAGE ->
                fill(in.newBuilderForField(field), random, odds, depth + 1).build();
            case STRING -> "text \"" + random.nextInt() + "\" \u00e9 \ud83d\ude80 \\ \n";
            case BOOLEAN -> true;
            case DOUBLE -> random.nextDouble();
            case INT -> 1 + random.nextInt(999_999_999);
            case LONG -> 1 + random.nextLong(300_000_000_000L);
            case ENUM ->
                field.getEnumType()
                        .getValues()
                        .get(1 + random.nextInt(field.getEnumType().getValues().size() - 1));
            case FLOAT, BYTE_STRING -> throw new AssertionError("the contract has none yet: " + field);
        };
    }

    private static Value value(SplittableRandom random, int depth) {
        Value.Builder value = Value.newBuilder();
        return switch (random.nextInt(depth >= DEPTH_MOST ? 5 : 7)) {
            case 0 -> value.setStringValue("\u0000 \u2028 é").build();
            case 1 -> value.setNumberValue(random.nextInt()).build();
            case 2 ->
                value.setNumberValue(random.nextDouble() * Math.pow(10, random.nextInt(-300, 300)))
                        .build();
            case 3 -> value.setBoolValue(random.nextBoolean()).build();
            case 4 -> value.setNullValue(NullValue.NULL_VALUE).build();
            case 5 ->
                value.setListValue(ListValue.newBuilder().addValues(value(random, depth + 1)))
                        .build();
            default ->
                value.setStructValue(Struct.newBuilder().putFields("x", value(random, depth + 1)))
                        .build();
        };
    }
}
