package dev.spillway.load.inference;

import com.google.protobuf.ByteString;
import dev.spillway.proto.inference.InferTensorContents;
import dev.spillway.proto.inference.ModelInferRequest;
import dev.spillway.proto.inference.ModelInferRequest.InferInputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Requests as clients of the protocol write them. */
final class Requests {
    private Requests() {}

    static ModelInferRequest.Builder text(String... texts) {
        return ModelInferRequest.newBuilder().setModelName("intent").addInputs(tensor("text", texts));
    }

    static InferInputTensor.Builder tensor(String name, String... texts) {
        return InferInputTensor.newBuilder()
                .setName(name)
                .setDatatype("BYTES")
                .addShape(texts.length)
                .setContents(InferTensorContents.newBuilder()
                        .addAllBytesContents(Arrays.stream(texts)
                                .map(ByteString::copyFromUtf8)
                                .toList()));
    }

    static InferInputTensor.Builder tensor(String name, double... numbers) {
        return InferInputTensor.newBuilder()
                .setName(name)
                .setDatatype("FP64")
                .addShape(numbers.length)
                .setContents(InferTensorContents.newBuilder()
                        .addAllFp64Contents(Arrays.stream(numbers).boxed().toList()));
    }

    static InferInputTensor.Builder raw(String name, String datatype, long... shape) {
        InferInputTensor.Builder tensor =
                InferInputTensor.newBuilder().setName(name).setDatatype(datatype);
        Arrays.stream(shape).forEach(tensor::addShape);
        return tensor;
    }

    static ByteString rawBytes(String... texts) {
        ByteBuffer buffer = ByteBuffer.allocate(10_000).order(ByteOrder.LITTLE_ENDIAN);
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            buffer.putInt(bytes.length).put(bytes);
        }
        return ByteString.copyFrom(buffer.flip());
    }

    static ByteString rawDoubles(double... numbers) {
        ByteBuffer buffer = ByteBuffer.allocate(numbers.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(numbers).forEach(buffer::putDouble);
        return ByteString.copyFrom(buffer.flip());
    }
}
