package dev.spillway.gateway.backend.inference;

import com.google.protobuf.ByteString;
import dev.spillway.expressions.Numbers;
import dev.spillway.gateway.config.TensorConfig.Datatype;
import dev.spillway.gateway.json.JsonNumbers;
import dev.spillway.proto.inference.InferParameter;
import dev.spillway.proto.inference.InferTensorContents;
import dev.spillway.proto.inference.ModelInferRequest.InferInputTensor;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a field's value becomes a tensor: compiled once for each configuration and each signature of the model. Immutable. */
final class InputTensor {
    private static final int MAX_RANK = 16;
    private static final long[] SINGLE = {};
    private static final long[] ONE = {1};
    private static final BigInteger MAX_UINT64 = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final BigInteger MIN_LONG = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

    private final String name;
    private final String field;
    private final @Nullable Datatype datatype;
    private final long @Nullable [] shape;
    private final boolean strict;
    private final boolean batch;
    private final Map<String, InferParameter> parameters;

    /**
     * A tensor.
     *
     * @param field the input's field
     * @param datatype null: the value decides
     * @param shape what is wanted; null: the value decides
     * @param strict whether a value that doesn't fit the shape is refused here; else it goes out with its own, and the model
     *     decides
     * @param batch whether a value without a wanted shape goes out behind a leading 1
     */
    InputTensor(
            String name,
            String field,
            @Nullable Datatype datatype,
            long @Nullable [] shape,
            boolean strict,
            boolean batch,
            Map<String, InferParameter> parameters) {
        this.name = name;
        this.field = field;
        this.datatype = datatype;
        this.shape = shape;
        this.strict = strict;
        this.batch = batch;
        this.parameters = parameters;
    }

    String field() {
        return field;
    }

    @Nullable
    Datatype datatype() {
        return datatype;
    }

    /** A tensor of which nothing is known but its name. */
    static InputTensor of(String name) {
        return new InputTensor(name, name, null, null, false, false, Map.of());
    }

    /** The type that a value travels as where nothing else says. Whole numbers and others in one list are numbers. */
    static Datatype datatypeOf(Object value) {
        return switch (value) {
            case Boolean _ -> Datatype.BOOL;
            case Long _, Integer _ -> Datatype.INT64;
            case BigInteger big when big.signum() > 0 && big.compareTo(MAX_LONG) > 0 -> Datatype.UINT64;
            case BigInteger _ -> Datatype.INT64;
            case Number number -> Numbers.whole(number) != null ? Datatype.INT64 : Datatype.FP64; // doors carry doubles
            case List<?> list -> datatypeOf(list);
            default -> Datatype.BYTES;
        };
    }

    private static Datatype datatypeOf(List<?> list) {
        Datatype all = null;
        for (Object element : list) {
            if (element == null) {
                return Datatype.BYTES;
            }
            Datatype one = datatypeOf(element);
            if (all == null || all == one) {
                all = one;
            } else if (isNumber(all) && isNumber(one)) {
                all = Datatype.FP64;
            } else {
                return all;
            }
        }
        return all == null ? Datatype.BYTES : all;
    }

    private static boolean isNumber(Datatype type) {
        return type != Datatype.BYTES && type != Datatype.BOOL;
    }

    /**
     * The tensor of a value.
     *
     * @param raw takes the elements of all tensors as bytes; null: they stand in the tensor, typed
     * @throws IllegalArgumentException if the value doesn't fit the type or the shape
     */
    InferInputTensor of(Object value, @Nullable RawContents raw) {
        Datatype type = datatype != null ? datatype : datatypeOf(value);
        InferInputTensor.Builder tensor =
                InferInputTensor.newBuilder().setName(name).setDatatype(type.name());
        long[] own = value instanceof List<?> list ? shapeOf(list) : SINGLE;
        for (long dimension : shapeOf(own)) {
            tensor.addShape(dimension);
        }
        if (!parameters.isEmpty()) {
            tensor.putAllParameters(parameters);
        }
        if (raw != null) {
            raw.begin();
            addRaw(raw, type, value, own, 0);
            raw.end();
        } else {
            InferTensorContents.Builder contents = InferTensorContents.newBuilder();
            addTyped(contents, type, value, own, 0);
            tensor.setContents(contents);
        }
        return tensor.build();
    }

    private long[] shapeOf(long[] own) {
        if (shape != null) {
            long[] fit = Shapes.fit(shape, own);
            if (fit != null) {
                return fit;
            }
            if (strict) {
                throw new IllegalArgumentException("the tensor " + name + " takes the shape " + Shapes.text(shape)
                        + ", not " + (own.length == 0 ? "a single value" : Shapes.text(own)));
            }
        }
        long[] plain = own.length == 0 ? ONE : own;
        return batch ? Shapes.behindOne(plain) : plain;
    }

    /** The lengths of nested lists, as their first elements say. */
    private long[] shapeOf(List<?> list) {
        long[] lengths = new long[4];
        int rank = 0;
        Object at = list;
        while (at instanceof List<?> nested) {
            if (rank == MAX_RANK) {
                throw new IllegalArgumentException(
                        "the tensor " + name + " takes at most " + MAX_RANK + " nested lists");
            }
            if (rank == lengths.length) {
                lengths = Arrays.copyOf(lengths, 2 * rank);
            }
            lengths[rank++] = nested.size();
            at = nested.isEmpty() ? null : nested.getFirst();
        }
        return rank == lengths.length ? lengths : Arrays.copyOf(lengths, rank);
    }

    private void addTyped(
            InferTensorContents.Builder contents, Datatype type, @Nullable Object value, long[] own, int depth) {
        if (depth == own.length) {
            add(contents, type, value);
            return;
        }
        for (Object element : level(value, own[depth])) {
            addTyped(contents, type, element, own, depth + 1);
        }
    }

    private void addRaw(RawContents raw, Datatype type, @Nullable Object value, long[] own, int depth) {
        if (depth < own.length) {
            for (Object element : level(value, own[depth])) {
                addRaw(raw, type, element, own, depth + 1);
            }
            return;
        }
        switch (type) {
            case BYTES -> raw.text(string(value));
            case BOOL -> raw.int8(truth(value) ? 1 : 0);
            case INT8 -> raw.int8(whole(value, Byte.MIN_VALUE, Byte.MAX_VALUE));
            case INT16 -> raw.int16(whole(value, Short.MIN_VALUE, Short.MAX_VALUE));
            case INT32 -> raw.int32(whole(value, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case INT64 -> raw.int64(whole(value, Long.MIN_VALUE, Long.MAX_VALUE));
            case UINT8 -> raw.int8(whole(value, 0, (1 << 8) - 1));
            case UINT16 -> raw.int16(whole(value, 0, (1 << 16) - 1));
            case UINT32 -> raw.int32(whole(value, 0, (1L << 32) - 1));
            case UINT64 -> raw.int64(unsigned(value));
            case FP16 -> raw.int16(half(value));
            case BF16 -> raw.int16(brain(value));
            case FP32 -> raw.int32(Float.floatToIntBits(single(value)));
            case FP64 -> raw.int64(Double.doubleToLongBits(number(value)));
        }
    }

    private List<?> level(@Nullable Object value, long length) {
        if (value instanceof List<?> list && list.size() == length) {
            return list;
        }
        throw new IllegalArgumentException("the tensor " + name + " takes nested lists of equal lengths");
    }

    private void add(InferTensorContents.Builder contents, Datatype type, @Nullable Object value) {
        switch (type) {
            case BYTES -> contents.addBytesContents(ByteString.copyFromUtf8(string(value)));
            case BOOL -> contents.addBoolContents(truth(value));
            case INT8 -> contents.addIntContents((int) whole(value, Byte.MIN_VALUE, Byte.MAX_VALUE));
            case INT16 -> contents.addIntContents((int) whole(value, Short.MIN_VALUE, Short.MAX_VALUE));
            case INT32 -> contents.addIntContents((int) whole(value, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case INT64 -> contents.addInt64Contents(whole(value, Long.MIN_VALUE, Long.MAX_VALUE));
            case UINT8 -> contents.addUintContents((int) whole(value, 0, (1 << 8) - 1));
            case UINT16 -> contents.addUintContents((int) whole(value, 0, (1 << 16) - 1));
            case UINT32 -> contents.addUintContents((int) whole(value, 0, (1L << 32) - 1)); // wraps, as protobuf has it
            case UINT64 -> contents.addUint64Contents(unsigned(value));
            case FP32 -> contents.addFp32Contents(single(value));
            case FP64 -> contents.addFp64Contents(number(value));
            case FP16, BF16 -> throw new IllegalStateException(type + " has no typed form");
        }
    }

    private String string(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw unfit("a string", value);
    }

    private boolean truth(@Nullable Object value) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw unfit("a boolean", value);
    }

    private double number(@Nullable Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw unfit("a number", value);
    }

    private float single(@Nullable Object value) {
        double number = number(value);
        float single = (float) number;
        if (Float.isInfinite(single) && Double.isFinite(number)) {
            throw new IllegalArgumentException("the tensor " + name + " takes a number that a float can hold");
        }
        return single;
    }

    private short half(@Nullable Object value) {
        float single = single(value);
        short half = Float.floatToFloat16(single);
        if (Float.isInfinite(Float.float16ToFloat(half)) && Float.isFinite(single)) {
            throw new IllegalArgumentException("the tensor " + name + " takes a number from -65504 to 65504 (FP16)");
        }
        return half;
    }

    /** The upper half of a float, rounded to the nearest, ties to even. */
    private short brain(@Nullable Object value) {
        float single = single(value);
        if (Float.isNaN(single)) {
            return (short) 0x7fc0;
        }
        int bits = Float.floatToIntBits(single);
        int rounded = (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
        if (Float.isInfinite(Float.intBitsToFloat(rounded << 16)) && !Float.isInfinite(single)) {
            throw new IllegalArgumentException("the tensor " + name + " takes a number that BF16 can hold");
        }
        return (short) rounded;
    }

    private long whole(@Nullable Object value, long min, long max) {
        long whole = whole(value, min, max, "a whole number");
        if (whole < min || whole > max) {
            throw outside(min + " to " + max);
        }
        return whole;
    }

    private long whole(@Nullable Object value, long min, long max, String wanted) {
        return switch (value) {
            case Long number -> number;
            case Integer number -> number;
            case Double number when Numbers.whole(number) != null -> number.longValue();
            case String digits when JsonNumbers.beyondDoubles(digits) != null -> Long.parseLong(digits);
            case BigInteger number -> {
                if (number.compareTo(MIN_LONG) < 0 || number.compareTo(MAX_LONG) > 0) {
                    throw outside(min + " to " + max);
                }
                yield number.longValue();
            }
            case BigDecimal number when isWhole(number) -> whole(number.toBigIntegerExact(), min, max, wanted);
            case null, default -> throw unfit(wanted, value);
        };
    }

    /** Sixty-four bits without a sign. */
    private long unsigned(@Nullable Object value) {
        BigInteger beyond = value instanceof String digits ? JsonNumbers.beyondLongs(digits) : null;
        if (beyond != null) {
            return beyond.longValue();
        }
        BigInteger whole = value instanceof BigInteger big
                ? big
                : value instanceof BigDecimal number && isWhole(number)
                        ? number.toBigIntegerExact()
                        : BigInteger.valueOf(whole(value, 0, Long.MAX_VALUE, "a whole number"));
        if (whole.signum() < 0 || whole.compareTo(MAX_UINT64) > 0) {
            throw outside("0 to " + MAX_UINT64);
        }
        return whole.longValue();
    }

    /** The digits of a number's whole part are bounded before they are written out. */
    private static boolean isWhole(BigDecimal number) {
        return number.precision() - number.scale() <= 20
                && number.scale() < 400
                && number.stripTrailingZeros().scale() <= 0;
    }

    private IllegalArgumentException outside(String range) {
        return new IllegalArgumentException("the tensor " + name + " takes a whole number from " + range);
    }

    private IllegalArgumentException unfit(String wanted, @Nullable Object value) {
        String given = switch (value) {
            case null -> "null";
            case String _ -> "a string";
            case Boolean _ -> "a boolean";
            case Number _ -> "a number with a fraction, or of another size";
            case List<?> _ -> "a list";
            default -> "an object";
        };
        boolean isNumber = value instanceof Number && !wanted.equals("a whole number");
        return new IllegalArgumentException(
                "the tensor " + name + " takes " + wanted + ", not " + (isNumber ? "a number" : given));
    }
}
