package dev.spillway.gateway.backend.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import dev.spillway.proto.inference.InferTensorContents;
import dev.spillway.proto.inference.ModelInferResponse;
import dev.spillway.proto.inference.ModelInferResponse.InferOutputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class TensorsTest {
    private static ModelInferResponse typed(String datatype, Consumer<InferTensorContents.Builder> fill) {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        fill.accept(contents);
        return ModelInferResponse.newBuilder()
                .addOutputs(InferOutputTensor.newBuilder()
                        .setName("t")
                        .setDatatype(datatype)
                        .setContents(contents))
                .build();
    }

    private static ModelInferResponse raw(String datatype, byte[] bytes) {
        return ModelInferResponse.newBuilder()
                .addOutputs(InferOutputTensor.newBuilder().setName("t").setDatatype(datatype))
                .addRawOutputContents(ByteString.copyFrom(bytes))
                .build();
    }

    private static byte[] littleEndian(int size, Consumer<ByteBuffer> fill) {
        ByteBuffer buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        fill.accept(buffer);
        return buffer.array();
    }

    static Stream<Arguments> replies() {
        return Stream.of(
                Arguments.of(typed("BOOL", c -> c.addBoolContents(true).addBoolContents(false)), List.of(true, false)),
                Arguments.of(typed("INT8", c -> c.addIntContents(-1)), List.of(-1L)),
                Arguments.of(typed("INT16", c -> c.addIntContents(-2)), List.of(-2L)),
                Arguments.of(typed("INT32", c -> c.addIntContents(Integer.MIN_VALUE)), List.of(-2147483648L)),
                Arguments.of(typed("INT64", c -> c.addInt64Contents(Long.MIN_VALUE)), List.of(Long.MIN_VALUE)),
                Arguments.of(typed("UINT8", c -> c.addUintContents(255)), List.of(255L)),
                Arguments.of(typed("UINT16", c -> c.addUintContents(65535)), List.of(65535L)),
                Arguments.of(typed("UINT32", c -> c.addUintContents(-1)), List.of(4294967295L)),
                Arguments.of(typed("UINT64", c -> c.addUint64Contents(7)), List.of(7L)),
                Arguments.of(typed("UINT64", c -> c.addUint64Contents(-1)), List.of("18446744073709551615")),
                Arguments.of(raw("UINT64", littleEndian(8, b -> b.putLong(-1))), List.of("18446744073709551615")),
                Arguments.of(typed("FP32", c -> c.addFp32Contents(0.5f)), List.of(0.5)),
                Arguments.of(typed("FP64", c -> c.addFp64Contents(0.1)), List.of(0.1)),
                Arguments.of(typed("BYTES", c -> c.addBytesContents(ByteString.copyFromUtf8("grün"))), List.of("grün")),
                Arguments.of(raw("BOOL", new byte[] {1, 0}), List.of(true, false)),
                Arguments.of(raw("INT8", new byte[] {-1, 1}), List.of(-1L, 1L)),
                Arguments.of(raw("INT16", littleEndian(2, b -> b.putShort((short) -2))), List.of(-2L)),
                Arguments.of(raw("INT32", littleEndian(4, b -> b.putInt(-3))), List.of(-3L)),
                Arguments.of(raw("INT64", littleEndian(8, b -> b.putLong(-4))), List.of(-4L)),
                Arguments.of(raw("UINT8", new byte[] {-1}), List.of(255L)),
                Arguments.of(raw("UINT16", new byte[] {-1, -1}), List.of(65535L)),
                Arguments.of(raw("UINT32", new byte[] {-1, -1, -1, -1}), List.of(4294967295L)),
                Arguments.of(raw("UINT64", littleEndian(8, b -> b.putLong(7))), List.of(7L)),
                Arguments.of(raw("FP16", littleEndian(2, b -> b.putShort(Float.floatToFloat16(0.25f)))), List.of(0.25)),
                Arguments.of(
                        raw("BF16", littleEndian(2, b -> b.putShort((short) (Float.floatToIntBits(2.5f) >>> 16)))),
                        List.of(2.5)),
                Arguments.of(raw("FP32", littleEndian(4, b -> b.putFloat(0.5f))), List.of(0.5)),
                Arguments.of(raw("FP64", littleEndian(8, b -> b.putDouble(0.1))), List.of(0.1)),
                Arguments.of(
                        raw(
                                "BYTES",
                                littleEndian(
                                        10,
                                        b -> b.putInt(2)
                                                .put((byte) 'h')
                                                .put((byte) 'i')
                                                .putInt(0))),
                        List.of("hi", "")));
    }

    @ParameterizedTest
    @MethodSource("replies")
    void everyTypeIsReadInBothForms(ModelInferResponse reply, List<Object> elements) {
        assertThat(Tensors.elements(reply, "t")).isEqualTo(elements);
    }

    @ParameterizedTest
    @CsvSource({"INT16, 1", "INT32, 3", "INT64, 7", "FP16, 1", "FP32, 5", "FP64, 9", "BYTES, 3", "BYTES, 5"})
    void bytesThatEndInTheMiddleOfAnElementAreRefused(String datatype, int length) {
        byte[] bytes = new byte[length];
        bytes[0] = 100; // of a text: its length
        assertThatIllegalArgumentException().isThrownBy(() -> Tensors.elements(raw(datatype, bytes), "t"));
    }

    @Test
    void aTextOfNegativeLengthIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tensors.elements(raw("BYTES", new byte[] {-1, -1, -1, -1}), "t"));
    }

    @Test
    void anUnknownTypeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tensors.elements(raw("FP8", new byte[1]), "t"))
                .withMessageContaining("FP8");
        assertThatIllegalArgumentException().isThrownBy(() -> Tensors.elements(typed("FP8", _ -> {}), "t"));
    }

    @Test
    void aTensorThatIsNotThereIsNone() {
        assertThat(Tensors.elements(raw("BOOL", new byte[1]), "other")).isNull();
    }
}
