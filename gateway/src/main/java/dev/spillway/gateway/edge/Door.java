package dev.spillway.gateway.edge;

/** A door that callers reach. */
public enum Door {
    GRPC,
    REST
}
