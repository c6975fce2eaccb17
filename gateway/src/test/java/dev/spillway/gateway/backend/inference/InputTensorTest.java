package dev.spillway.gateway.backend.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.spillway.gateway.config.TensorConfig.Datatype;
import dev.spillway.proto.inference.InferTensorContents;
import dev.spillway.proto.inference.ModelInferRequest;
import dev.spillway.proto.inference.ModelInferRequest.InferInputTensor;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a field's value becomes on the wire. */
final class InputTensorTest {
    private static InferInputTensor tensor(String name, @Nullable Datatype datatype, Object value) {
        return new InputTensor(name, name, datatype, null, false, false, Map.of()).of(value, null);
    }

    private static List<Long> shape(long @Nullable [] wanted, boolean strict, boolean batch, Object value) {
        return new InputTensor("x", "x", null, wanted, strict, batch, Map.of())
                .of(value, null)
                .getShapeList();
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                Arguments.of(
                        Datatype.BOOL, true, InferTensorContents.newBuilder().addBoolContents(true)),
                Arguments.of(
                        Datatype.INT8, -128L, InferTensorContents.newBuilder().addIntContents(-128)),
                Arguments.of(
                        Datatype.INT16,
                        32767.0,
                        InferTensorContents.newBuilder().addIntContents(32767)),
                Arguments.of(
                        Datatype.INT32, -1, InferTensorContents.newBuilder().addIntContents(-1)),
                Arguments.of(
                        Datatype.INT64,
                        Long.MAX_VALUE,
                        InferTensorContents.newBuilder().addInt64Contents(Long.MAX_VALUE)),
                Arguments.of(
                        Datatype.UINT8, 255L, InferTensorContents.newBuilder().addUintContents(255)),
                Arguments.of(
                        Datatype.UINT16,
                        65535L,
                        InferTensorContents.newBuilder().addUintContents(65535)),
                Arguments.of(
                        Datatype.UINT32,
                        4294967295L,
                        InferTensorContents.newBuilder().addUintContents(-1)),
                Arguments.of(
                        Datatype.UINT64, 7L, InferTensorContents.newBuilder().addUint64Contents(7)),
                Arguments.of(
                        Datatype.FP32, 0.5, InferTensorContents.newBuilder().addFp32Contents(0.5f)),
                Arguments.of(Datatype.FP64, 3L, InferTensorContents.newBuilder().addFp64Contents(3)),
                Arguments.of(
                        Datatype.BYTES,
                        "grün",
                        InferTensorContents.newBuilder().addBytesContents(ByteString.copyFromUtf8("grün"))));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void everyTypeIsWritten(Datatype datatype, Object value, InferTensorContents.Builder contents) {
        InferInputTensor one = tensor("t", datatype, value);
        assertThat(one.getDatatype()).isEqualTo(datatype.name());
        assertThat(one.getShapeList()).containsExactly(1L);
        assertThat(one.getContents()).isEqualTo(contents.build());
        assertThat(tensor("t", datatype, List.of(value, value)).getShapeList()).containsExactly(2L);
    }

    static Stream<Arguments> unfit() {
        return Stream.of(
                Arguments.of(Datatype.BOOL, "yes"),
                Arguments.of(Datatype.INT8, 128L),
                Arguments.of(Datatype.INT16, -32769L),
                Arguments.of(Datatype.INT32, 1L << 31),
                Arguments.of(Datatype.INT64, 0.5),
                Arguments.of(Datatype.INT64, 1e300),
                Arguments.of(Datatype.INT64, "one"),
                Arguments.of(Datatype.UINT8, -1L),
                Arguments.of(Datatype.UINT8, 256L),
                Arguments.of(Datatype.UINT16, 65536L),
                Arguments.of(Datatype.UINT32, 1L << 32),
                Arguments.of(Datatype.UINT64, -1L),
                Arguments.of(Datatype.FP32, "0.5"),
                Arguments.of(Datatype.FP32, 1e300),
                Arguments.of(Datatype.FP64, "pi"),
                Arguments.of(Datatype.BYTES, 7L),
                Arguments.of(Datatype.BYTES, Map.of()));
    }

    @ParameterizedTest
    @MethodSource("unfit")
    void aValueThatDoesNotFitIsRefusedByItsName(Datatype datatype, Object value) {
        assertThatThrownBy(() -> tensor("days", datatype, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("days");
        assertThatThrownBy(() -> tensor("days", datatype, List.of(value))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theRefusalDoesNotShowTheValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tensor("days", Datatype.INT8, "s3cret"))
                .withMessage("the tensor days takes a whole number, not a string");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tensor("days", Datatype.INT8, 4711L))
                .withMessage("the tensor days takes a whole number from -128 to 127");
    }

    @Test
    void aNullIsNoElement() {
        List<@Nullable Object> withNull = java.util.Arrays.asList("a", null);
        assertThatIllegalArgumentException().isThrownBy(() -> tensor("t", Datatype.BYTES, withNull));
    }

    @Test
    void typesFollowFromValuesWhereNoneIsConfigured() {
        assertThat(InputTensor.datatypeOf("a")).isEqualTo(Datatype.BYTES);
        assertThat(InputTensor.datatypeOf(true)).isEqualTo(Datatype.BOOL);
        assertThat(InputTensor.datatypeOf(1L)).isEqualTo(Datatype.INT64);
        assertThat(InputTensor.datatypeOf(1.0)).as("as the doors carry 1").isEqualTo(Datatype.INT64);
        assertThat(InputTensor.datatypeOf(1.5)).isEqualTo(Datatype.FP64);
        assertThat(InputTensor.datatypeOf(List.of(1L))).isEqualTo(Datatype.INT64);
        assertThat(InputTensor.datatypeOf(List.of())).isEqualTo(Datatype.BYTES);
    }

    @Test
    void aListOfWholeAndOtherNumbersIsOneOfNumbers() {
        assertThat(InputTensor.datatypeOf(List.of(1L, 2.5))).isEqualTo(Datatype.FP64);
        assertThat(InputTensor.datatypeOf(List.of(List.of(1L), List.of(2.5)))).isEqualTo(Datatype.FP64);
        assertThat(tensor("t", null, List.of(1L, 2.5)).getContents().getFp64ContentsList())
                .containsExactly(1.0, 2.5);
    }

    @Test
    void nestedListsAreTheirOwnShape() {
        InferInputTensor tensor = tensor("t", Datatype.FP32, List.of(List.of(1.0, 2.0, 3.0), List.of(4.0, 5.0, 6.0)));
        assertThat(tensor.getShapeList()).containsExactly(2L, 3L);
        assertThat(tensor.getContents().getFp32ContentsList()).containsExactly(1f, 2f, 3f, 4f, 5f, 6f);
        assertThat(tensor("t", Datatype.FP32, List.of(List.of(), List.of())).getShapeList())
                .containsExactly(2L, 0L);
        for (Object ragged : List.<Object>of(
                List.of(List.of(1L), List.of(2L, 3L)), List.of(List.of(1L), 2L), List.of(1L, List.of(2L)))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> tensor("t", Datatype.INT64, ragged))
                    .withMessageContaining("the tensor t takes");
        }
    }

    @Test
    void aBatchOfOneIsPutInFront() {
        assertThat(shape(null, false, true, 1L)).containsExactly(1L, 1L);
        assertThat(shape(null, false, true, List.of(1L, 2L, 3L))).containsExactly(1L, 3L);
        assertThat(shape(null, false, true, List.of(List.of(1L, 2L)))).containsExactly(1L, 1L, 2L);
    }

    static Stream<Arguments> fits() {
        return Stream.of(
                Arguments.of(List.of(1, -1), 5L, List.of(1L, 1L)),
                Arguments.of(List.of(1, -1), List.of(1L, 2L, 3L), List.of(1L, 3L)),
                Arguments.of(List.of(-1, 3), List.of(1L, 2L, 3L), List.of(1L, 3L)), // sklearn's own
                Arguments.of(List.of(-1, 3), List.of(1L, 2L, 3L, 4L, 5L, 6L), List.of(2L, 3L)),
                Arguments.of(List.of(-1, 3), List.of(List.of(1L, 2L, 3L), List.of(4L, 5L, 6L)), List.of(2L, 3L)),
                Arguments.of(List.of(-1, 1), "text", List.of(1L, 1L)), // Triton with a batch
                Arguments.of(List.of(-1, 1), List.of("a", "b"), List.of(2L, 1L)),
                Arguments.of(List.of(-1, -1), List.of("a", "b"), List.of(1L, 2L)),
                Arguments.of(List.of(-1, 2, 2), List.of(List.of(1L, 2L), List.of(3L, 4L)), List.of(1L, 2L, 2L)),
                Arguments.of(List.of(-1), 7L, List.of(1L)),
                Arguments.of(List.of(), 7L, List.of()),
                Arguments.of(List.of(2, 2), List.of(1L, 2L, 3L, 4L), List.of(2L, 2L)),
                Arguments.of(List.of(1, -1), List.of(), List.of(1L, 0L)));
    }

    @ParameterizedTest
    @MethodSource("fits")
    void aValueTakesTheShapeThatIsWanted(List<Integer> wanted, Object value, List<Long> sent) {
        assertThat(shape(Shapes.of(wanted), true, false, value)).isEqualTo(sent);
    }

    @Test
    void aConfiguredShapeThatDoesNotFitIsRefusedAndAModelsOwnIsLeftToTheModel() {
        long[] wanted = {-1, 3};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shape(wanted, true, false, List.of(1L, 2L)))
                .withMessage("the tensor x takes the shape [-1,3], not [2]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shape(wanted, true, false, List.of(List.of(1L, 2L), List.of(3L, 4L))))
                .withMessage("the tensor x takes the shape [-1,3], not [2,2]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shape(wanted, true, false, 5L))
                .withMessage("the tensor x takes the shape [-1,3], not a single value");
        assertThat(shape(wanted, false, false, List.of(1L, 2L))).containsExactly(2L);
        assertThat(shape(wanted, false, true, List.of(1L, 2L))).containsExactly(1L, 2L);
    }

    @Test
    void digitsThatTheDoorsCarryAsStringsAreWholeNumbers() {
        assertThat(tensor("t", Datatype.INT64, "9007199254740993").getContents().getInt64Contents(0))
                .isEqualTo(9007199254740993L);
        assertThat(tensor("t", Datatype.UINT64, "18446744073709551615")
                        .getContents()
                        .getUint64Contents(0))
                .isEqualTo(-1);
        assertThat(tensor("t", null, "9007199254740993").getDatatype()).isEqualTo("BYTES");
        for (String unfit : List.of("5", "18446744073709551616", "-9007199254740993", "0.5", "")) {
            assertThatIllegalArgumentException().isThrownBy(() -> tensor("t", Datatype.UINT64, unfit));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> tensor("t", Datatype.INT64, "18446744073709551615"));
    }

    @Test
    void wholeNumbersOfAnySizeAreExact() {
        BigInteger largest = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
        assertThat(tensor("t", Datatype.UINT64, largest).getContents().getUint64Contents(0))
                .isEqualTo(-1);
        assertThat(tensor("t", null, largest).getDatatype()).isEqualTo("UINT64");
        assertThat(tensor("t", null, 9007199254740993L).getContents().getInt64Contents(0))
                .isEqualTo(9007199254740993L);
        assertThat(tensor("t", Datatype.INT64, new BigDecimal("70E-1"))
                        .getContents()
                        .getInt64Contents(0))
                .isEqualTo(7);
        for (Object unfit : List.<Object>of(
                largest.add(BigInteger.ONE), BigInteger.valueOf(-1), new BigDecimal("0.5"), new BigDecimal("1E999"))) {
            assertThatIllegalArgumentException().isThrownBy(() -> tensor("t", Datatype.UINT64, unfit));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> tensor("t", Datatype.INT64, largest));
    }

    @ParameterizedTest
    @CsvSource({
        "FP16, 0.5, 0038",
        "FP16, 65504, ff7b",
        "BF16, 1.0, 803f",
        "BF16, 1.00390625, 803f", // halfway: to even
        "BF16, 1.01171875, 823f",
        "FP32, 0.5, 0000003f",
        "FP64, 0.5, 000000000000e03f",
        "INT8, -1, ff",
        "INT16, -2, feff",
        "INT32, 1, 01000000",
        "INT64, -1, ffffffffffffffff",
        "UINT8, 255, ff",
        "UINT16, 65535, ffff",
        "UINT32, 4294967295, ffffffff",
        "UINT64, 7, 0700000000000000"
    })
    void rawElementsAreLittleEndian(Datatype datatype, double value, String bytes) {
        assertThat(raw(datatype, value)).isEqualTo(bytes);
        assertThat(raw(datatype, List.of(value, value))).isEqualTo(bytes + bytes);
    }

    @Test
    void rawStringsCarryTheirLengthAndBooleansAreBytes() {
        assertThat(raw(Datatype.BYTES, "ab")).isEqualTo("020000006162");
        assertThat(raw(Datatype.BOOL, List.of(true, false))).isEqualTo("0100");
        assertThatIllegalArgumentException().isThrownBy(() -> raw(Datatype.FP16, 65520.0));
        assertThatIllegalArgumentException().isThrownBy(() -> raw(Datatype.BF16, 3.4e38));
    }

    private static String raw(Datatype datatype, Object value) {
        ModelInferRequest.Builder request = ModelInferRequest.newBuilder();
        InferInputTensor tensor =
                new InputTensor("t", "t", datatype, null, false, false, Map.of()).of(value, new RawContents(request));
        assertThat(tensor.hasContents()).isFalse();
        return HexFormat.of().formatHex(request.getRawInputContents(0).toByteArray());
    }
}
