package dev.spillway.load.inference;

/** The tensor element types that the reference models use, by their names on the wire. */
enum Datatype {
    BYTES,
    FP32,
    FP64
}
