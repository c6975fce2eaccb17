package dev.spillway.load.inference;

import com.google.protobuf.ByteString;
import dev.spillway.proto.inference.InferTensorContents;
import dev.spillway.proto.inference.ModelInferRequest;
import dev.spillway.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import dev.spillway.proto.inference.ModelInferResponse;
import dev.spillway.proto.inference.ModelInferResponse.InferOutputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Builds a reply with the output tensors that were asked for: all of them where none is named. */
final class Outputs {
    private final ModelInferResponse.Builder reply;
    private final List<InferRequestedOutputTensor> wanted;
    private final boolean raw;

    Outputs(ModelInferRequest request, boolean raw) {
        this.reply = ModelInferResponse.newBuilder()
                .setModelName(request.getModelName())
                .setModelVersion(Servable.VERSION)
                .setId(request.getId());
        this.wanted = request.getOutputsList();
        this.raw = raw;
    }

    static void check(ModelInferRequest request, List<String> known) throws InvalidTensor {
        for (InferRequestedOutputTensor output : request.getOutputsList()) {
            if (!known.contains(output.getName())) {
                throw new InvalidTensor("unknown output tensor \"" + output.getName() + "\"; the model gives " + known);
            }
        }
    }

    /** Row after row of equal length. */
    Outputs fp32(String name, List<float[]> rows) {
        if (unwanted(name)) {
            return this;
        }
        int columns = rows.getFirst().length;
        InferOutputTensor.Builder tensor =
                tensor(name, Datatype.FP32).addShape(rows.size()).addShape(columns);
        if (raw) {
            ByteBuffer bytes =
                    ByteBuffer.allocate(rows.size() * columns * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (float[] row : rows) {
                for (float value : row) {
                    bytes.putFloat(value);
                }
            }
            reply.addRawOutputContents(ByteString.copyFrom(bytes.flip()));
        } else {
            InferTensorContents.Builder contents = InferTensorContents.newBuilder();
            for (float[] row : rows) {
                for (float value : row) {
                    contents.addFp32Contents(value);
                }
            }
            tensor.setContents(contents);
        }
        reply.addOutputs(tensor);
        return this;
    }

    Outputs bytes(String name, List<ByteString> elements) {
        if (unwanted(name)) {
            return this;
        }
        InferOutputTensor.Builder tensor = tensor(name, Datatype.BYTES).addShape(elements.size());
        if (raw) {
            int size = elements.stream()
                    .mapToInt(element -> Integer.BYTES + element.size())
                    .sum();
            ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
            for (ByteString element : elements) {
                bytes.putInt(element.size());
                element.copyTo(bytes);
            }
            reply.addRawOutputContents(ByteString.copyFrom(bytes.flip()));
        } else {
            tensor.setContents(InferTensorContents.newBuilder().addAllBytesContents(elements));
        }
        reply.addOutputs(tensor);
        return this;
    }

    ModelInferResponse build() {
        return reply.build();
    }

    private boolean unwanted(String name) {
        if (wanted.isEmpty()) {
            return false;
        }
        for (InferRequestedOutputTensor output : wanted) {
            if (output.getName().equals(name)) {
                return false;
            }
        }
        return true;
    }

    private static InferOutputTensor.Builder tensor(String name, Datatype type) {
        return InferOutputTensor.newBuilder().setName(name).setDatatype(type.name());
    }
}
