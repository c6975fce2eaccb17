package dev.spillway.gateway.config;

import org.jspecify.annotations.Nullable;

/** How a field of a branch's input becomes a tensor. */
@Doc("How a field of a branch's input becomes a tensor.")
public record TensorConfig(
        @Doc("The field. Absent: the tensor's name.") @Form(TextForm.LINE) @Nullable
        String from,

        @Doc("Its type on the wire.") Datatype datatype) {

    /** The element types of the protocol that have a typed form. */
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
        FP32,
        FP64,
        BYTES
    }
}
