package dev.spillway.gateway.backend.inference;

import com.google.protobuf.ByteString;
import dev.spillway.proto.inference.ModelInferRequest;
import java.nio.charset.StandardCharsets;

/**
 * The elements of a request's tensors as bytes: little-endian, row by row; a string is its length in four bytes and its UTF-8.
 * Where it is used, it holds all tensors: the protocol doesn't allow both forms in one request.
 */
final class RawContents {
    private final ModelInferRequest.Builder request;
    private ByteString.Output bytes = ByteString.newOutput();

    RawContents(ModelInferRequest.Builder request) {
        this.request = request;
    }

    void begin() {
        bytes = ByteString.newOutput();
    }

    void end() {
        request.addRawInputContents(bytes.toByteString());
    }

    void int8(long value) {
        bytes.write((int) value);
    }

    void int16(long value) {
        little(value, Short.BYTES);
    }

    void int32(long value) {
        little(value, Integer.BYTES);
    }

    void int64(long value) {
        little(value, Long.BYTES);
    }

    void text(String value) {
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        int32(encoded.length);
        bytes.write(encoded, 0, encoded.length);
    }

    private void little(long value, int count) {
        for (int i = 0; i < count; i++) {
            bytes.write((int) (value >>> (8 * i)));
        }
    }
}
