package dev.spillway.gateway.backend.inference;

import com.google.protobuf.ByteString;
import dev.spillway.expressions.Numbers;
import dev.spillway.gateway.config.TensorConfig.Datatype;
import dev.spillway.gateway.json.JsonNumbers;
import dev.spillway.proto.inference.InferTensorContents;
import dev.spillway.proto.inference.ModelInferRequest.InferInputTensor;
import dev.spillway.proto.inference.ModelInferResponse;
import dev.spillway.proto.inference.ModelInferResponse.InferOutputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plain values as tensors of the protocol, and back. Requests are typed, since every server reads that; replies may be raw. */
final class Tensors {
    private Tensors() {}

    /** The type that a value travels as where the configuration names none. */
    static Datatype datatypeOf(Object value) {
        return switch (value) {
            case Boolean _ -> Datatype.BOOL;
            case Long _, Integer _ -> Datatype.INT64;
            case Number _ -> Datatype.FP64;
            case List<?> list when !list.isEmpty() && list.getFirst() != null -> datatypeOf(list.getFirst());
            default -> Datatype.BYTES;
        };
    }

    /**
     * A value, or a flat list of values, as a tensor of one dimension.
     *
     * @throws IllegalArgumentException where a value does not fit the type
     */
    static InferInputTensor tensor(String name, Datatype datatype, Object value) {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        int count = 1;
        if (value instanceof List<?> list) {
            count = list.size();
            for (Object element : list) {
                add(contents, name, datatype, element);
            }
        } else {
            add(contents, name, datatype, value);
        }
        return InferInputTensor.newBuilder()
                .setName(name)
                .setDatatype(datatype.name())
                .addShape(count)
                .setContents(contents)
                .build();
    }

    private static void add(
            InferTensorContents.Builder contents, String name, Datatype datatype, @Nullable Object value) {
        switch (datatype) {
            case BYTES -> contents.addBytesContents(ByteString.copyFromUtf8(text(name, value)));
            case BOOL -> contents.addBoolContents(truth(name, value));
            case INT8 -> contents.addIntContents((int) whole(name, value, Byte.MIN_VALUE, Byte.MAX_VALUE));
            case INT16 -> contents.addIntContents((int) whole(name, value, Short.MIN_VALUE, Short.MAX_VALUE));
            case INT32 -> contents.addIntContents((int) whole(name, value, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case INT64 -> contents.addInt64Contents(whole(name, value, Long.MIN_VALUE, Long.MAX_VALUE));
            case UINT8 -> contents.addUintContents((int) whole(name, value, 0, (1 << 8) - 1));
            case UINT16 -> contents.addUintContents((int) whole(name, value, 0, (1 << 16) - 1));
            case UINT32 ->
                contents.addUintContents((int) whole(name, value, 0, (1L << 32) - 1)); // wraps, as protobuf has it
            case UINT64 -> contents.addUint64Contents(whole(name, value, 0, Long.MAX_VALUE));
            case FP32 -> contents.addFp32Contents(single(name, value));
            case FP64 -> contents.addFp64Contents(number(name, value));
        }
    }

    private static String text(String name, @Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw unfit(name, "text", value);
    }

    private static boolean truth(String name, @Nullable Object value) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw unfit(name, "true or false", value);
    }

    private static double number(String name, @Nullable Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw unfit(name, "a number", value);
    }

    private static float single(String name, @Nullable Object value) {
        double number = number(name, value);
        float single = (float) number;
        if (Float.isInfinite(single) && Double.isFinite(number)) {
            throw new IllegalArgumentException("the tensor " + name + " takes a number that a float can hold");
        }
        return single;
    }

    private static long whole(String name, @Nullable Object value, long least, long most) {
        long whole = whole(name, value);
        if (whole < least || whole > most) {
            throw new IllegalArgumentException(
                    "the tensor " + name + " takes a whole number from " + least + " to " + most);
        }
        return whole;
    }

    private static long whole(String name, @Nullable Object value) {
        Long whole = value instanceof Number number ? Numbers.whole(number) : null;
        if (value instanceof String digits) {
            whole = JsonNumbers.beyondDoubles(digits);
        }
        if (whole == null) {
            throw unfit(name, "a whole number", value);
        }
        return whole;
    }

    /** Sixty-four bits without a sign: a long if they fit, else a string of digits. */
    private static Object unsigned(long bits) {
        return bits >= 0 ? (Object) bits : Long.toUnsignedString(bits);
    }

    private static IllegalArgumentException unfit(String name, String wanted, @Nullable Object value) {
        String given = value == null ? "null" : value.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
        return new IllegalArgumentException("the tensor " + name + " takes " + wanted + ", not " + given);
    }

    /**
     * The elements of an output tensor, row by row: strings, longs, doubles or booleans. Null where the reply has no such
     * tensor.
     *
     * @throws IllegalArgumentException where the bytes do not fit the type
     */
    static @Nullable List<Object> elements(ModelInferResponse reply, String name) {
        for (int i = 0; i < reply.getOutputsCount(); i++) {
            InferOutputTensor tensor = reply.getOutputs(i);
            if (tensor.getName().equals(name)) {
                return i < reply.getRawOutputContentsCount()
                        ? raw(tensor, reply.getRawOutputContents(i))
                        : typed(tensor);
            }
        }
        return null;
    }

    private static List<Object> typed(InferOutputTensor tensor) {
        InferTensorContents contents = tensor.getContents();
        List<Object> elements = new ArrayList<>();
        switch (tensor.getDatatype()) {
            case "BYTES" -> contents.getBytesContentsList().forEach(bytes -> elements.add(bytes.toStringUtf8()));
            case "BOOL" -> elements.addAll(contents.getBoolContentsList());
            case "INT8", "INT16", "INT32" -> contents.getIntContentsList().forEach(one -> elements.add((long) one));
            case "INT64" -> elements.addAll(contents.getInt64ContentsList());
            case "UINT8", "UINT16", "UINT32" ->
                contents.getUintContentsList().forEach(one -> elements.add(Integer.toUnsignedLong(one)));
            case "UINT64" -> contents.getUint64ContentsList().forEach(one -> elements.add(unsigned(one)));
            case "FP32" -> contents.getFp32ContentsList().forEach(one -> elements.add((double) one));
            case "FP64" -> elements.addAll(contents.getFp64ContentsList());
            default -> throw unknown(tensor);
        }
        return elements;
    }

    private static List<Object> raw(InferOutputTensor tensor, ByteString bytes) {
        ByteBuffer buffer = bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        List<Object> elements = new ArrayList<>();
        try {
            while (buffer.hasRemaining()) {
                elements.add(next(tensor, buffer));
            }
        } catch (java.nio.BufferUnderflowException _) {
            throw new IllegalArgumentException("the tensor " + tensor.getName() + " ends in the middle of an element");
        }
        return elements;
    }

    private static Object next(InferOutputTensor tensor, ByteBuffer buffer) {
        return switch (tensor.getDatatype()) {
            case "BYTES" -> {
                int length = buffer.getInt();
                if (length < 0 || length > buffer.remaining()) {
                    throw new java.nio.BufferUnderflowException();
                }
                byte[] text = new byte[length];
                buffer.get(text);
                yield new String(text, java.nio.charset.StandardCharsets.UTF_8);
            }
            case "BOOL" -> buffer.get() != 0;
            case "INT8" -> (long) buffer.get();
            case "INT16" -> (long) buffer.getShort();
            case "INT32" -> (long) buffer.getInt();
            case "INT64" -> buffer.getLong();
            case "UINT64" -> unsigned(buffer.getLong());
            case "UINT8" -> (long) Byte.toUnsignedInt(buffer.get());
            case "UINT16" -> (long) Short.toUnsignedInt(buffer.getShort());
            case "UINT32" -> Integer.toUnsignedLong(buffer.getInt());
            case "FP16" -> (double) Float.float16ToFloat(buffer.getShort());
            case "BF16" -> (double) Float.intBitsToFloat(buffer.getShort() << 16);
            case "FP32" -> (double) buffer.getFloat();
            case "FP64" -> buffer.getDouble();
            default -> throw unknown(tensor);
        };
    }

    private static IllegalArgumentException unknown(InferOutputTensor tensor) {
        return new IllegalArgumentException(
                "the tensor " + tensor.getName() + " is of the unknown type " + tensor.getDatatype());
    }
}
