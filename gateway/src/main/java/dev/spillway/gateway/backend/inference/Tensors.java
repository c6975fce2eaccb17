package dev.spillway.gateway.backend.inference;

import com.google.protobuf.ByteString;
import dev.spillway.proto.inference.InferTensorContents;
import dev.spillway.proto.inference.ModelInferResponse;
import dev.spillway.proto.inference.ModelInferResponse.InferOutputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tensors of a reply as plain values. They may be typed or raw, whatever the request was. */
final class Tensors {
    private Tensors() {}

    /** Sixty-four bits without a sign: a long if they fit, else a string of digits. */
    private static Object unsigned(long bits) {
        return bits >= 0 ? (Object) bits : Long.toUnsignedString(bits);
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
