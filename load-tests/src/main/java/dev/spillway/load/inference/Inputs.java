package dev.spillway.load.inference;

import com.google.protobuf.ByteString;
import dev.spillway.proto.inference.ModelInferRequest;
import dev.spillway.proto.inference.ModelInferRequest.InferInputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The input tensors of a request, typed or raw, checked against their names, types and shapes. */
final class Inputs {
    static final int ELEMENTS_MAX = 1024;

    private final ModelInferRequest request;

    private Inputs(ModelInferRequest request) {
        this.request = request;
    }

    static Inputs of(ModelInferRequest request) throws InvalidTensor {
        int raw = request.getRawInputContentsCount();
        if (raw != 0 && raw != request.getInputsCount()) {
            throw new InvalidTensor(raw + " raw contents for " + request.getInputsCount() + " input tensors");
        }
        if (raw != 0 && request.getInputsList().stream().anyMatch(InferInputTensor::hasContents)) {
            throw new InvalidTensor("a request has either raw or typed contents, not both");
        }
        return new Inputs(request);
    }

    /** Whether the client sent raw contents; it is answered likewise. */
    boolean raw() {
        return request.getRawInputContentsCount() != 0;
    }

    List<String> texts(String name) throws InvalidTensor {
        int at = find(name, Datatype.BYTES);
        int count = elements(request.getInputs(at));
        List<ByteString> elements = raw()
                ? rawBytes(name, at, count)
                : request.getInputs(at).getContents().getBytesContentsList();
        checkCount(name, elements.size(), count);
        var texts = new ArrayList<String>(count);
        for (ByteString element : elements) {
            if (!element.isValidUtf8()) {
                throw new InvalidTensor("tensor \"" + name + "\" holds bytes that are not UTF-8");
            }
            texts.add(element.toStringUtf8());
        }
        return texts;
    }

    List<Double> numbers(String name) throws InvalidTensor {
        int at = find(name, Datatype.FP64);
        int count = elements(request.getInputs(at));
        List<Double> numbers = raw()
                ? rawDoubles(name, at, count)
                : request.getInputs(at).getContents().getFp64ContentsList();
        checkCount(name, numbers.size(), count);
        for (double number : numbers) {
            if (!Double.isFinite(number)) {
                throw new InvalidTensor("tensor \"" + name + "\" holds " + number);
            }
        }
        return numbers;
    }

    /** A tensor that the model does not know is refused: silence would hide a wrong mapping. */
    void onlyThese(String... names) throws InvalidTensor {
        List<String> known = List.of(names);
        for (InferInputTensor input : request.getInputsList()) {
            if (!known.contains(input.getName())) {
                throw new InvalidTensor(
                        "unexpected input tensor \"" + input.getName() + "\"; the model takes " + known);
            }
        }
    }

    private int find(String name, Datatype type) throws InvalidTensor {
        for (int at = 0; at < request.getInputsCount(); at++) {
            InferInputTensor input = request.getInputs(at);
            if (input.getName().equals(name)) {
                if (!input.getDatatype().equals(type.name())) {
                    throw new InvalidTensor(
                            "tensor \"" + name + "\" must be " + type + ", not \"" + input.getDatatype() + "\"");
                }
                return at;
            }
        }
        throw new InvalidTensor("the input tensor \"" + name + "\" is missing");
    }

    /** The number of elements of a shape [n] or [n, 1]. */
    private static int elements(InferInputTensor input) throws InvalidTensor {
        List<Long> shape = input.getShapeList();
        boolean vector = shape.size() == 1 || (shape.size() == 2 && shape.get(1) == 1);
        if (!vector || shape.getFirst() < 1 || shape.getFirst() > ELEMENTS_MAX) {
            throw new InvalidTensor("tensor \"" + input.getName() + "\" has the shape " + shape
                    + "; it must be [n] or [n, 1] with n from 1 to " + ELEMENTS_MAX);
        }
        return shape.getFirst().intValue();
    }

    private static void checkCount(String name, int actual, int expected) throws InvalidTensor {
        if (actual != expected) {
            throw new InvalidTensor(
                    "tensor \"" + name + "\" holds " + actual + " elements, its shape says " + expected);
        }
    }

    private List<ByteString> rawBytes(String name, int at, int count) throws InvalidTensor {
        ByteString raw = request.getRawInputContents(at);
        ByteBuffer buffer = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        var elements = new ArrayList<ByteString>(count);
        while (buffer.hasRemaining()) {
            int length = buffer.remaining() < Integer.BYTES ? -1 : buffer.getInt();
            if (length < 0 || length > buffer.remaining()) {
                throw new InvalidTensor("the raw contents of tensor \"" + name + "\" end inside of an element");
            }
            elements.add(raw.substring(buffer.position(), buffer.position() + length));
            buffer.position(buffer.position() + length);
        }
        return elements;
    }

    private List<Double> rawDoubles(String name, int at, int count) throws InvalidTensor {
        ByteBuffer buffer =
                request.getRawInputContents(at).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        if (buffer.remaining() != count * Double.BYTES) {
            throw new InvalidTensor("the raw contents of tensor \"" + name + "\" are " + buffer.remaining()
                    + " bytes, its shape says " + count * Double.BYTES);
        }
        var numbers = new ArrayList<Double>(count);
        while (buffer.hasRemaining()) {
            numbers.add(buffer.getDouble());
        }
        return numbers;
    }
}
