package dev.spillway.gateway.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a field of a branch's input becomes a tensor. */
@Doc("How a field of a branch's input becomes a tensor.")
public record TensorConfig(
        @Doc("The field. Absent: the tensor's name.") @Form(TextForm.LINE) @Nullable
        String from,

        @Doc("Its type on the wire. Absent: what the model's metadata says, else by the value, as without `inputs`."
                + " FP16 and BF16 make all tensors of the request raw.")
        @Nullable
        Datatype datatype,

        @Doc("Its shape; one -1 is filled in by the count of elements. Absent: what the model's metadata says, else"
                + " [1] for a single value and the lengths of nested lists.")
        @Nullable
        List<Integer> shape,

        @Doc("Parameters of the tensor, by name: strings, numbers and booleans.") @Default("{}") @Keys(TextForm.LINE)
        Map<String, @Nullable Object> parameters) {

    /** The element types of the protocol. */
    @Verbatim
    public enum Datatype {
        BOOL,
        UINT8,
        UINT16,
        UINT32,
        UINT64,
        INT8,
        INT16,
        INT32,
        INT64,
        FP16,
        BF16,
        FP32,
        FP64,
        BYTES;

        /** Whether the type exists in the raw form only. */
        public boolean isRawOnly() {
            return this == FP16 || this == BF16;
        }
    }
}
