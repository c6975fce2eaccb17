package dev.spillway.load.inference;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** A request for a model or version that the server does not have. */
final class UnknownModel extends Exception {
    private static final long serialVersionUID = 1L;

    UnknownModel(String message) {
        super(message, null, false, false); // ordinary traffic: no stack trace
    }

    StatusRuntimeException status() {
        return Status.NOT_FOUND.withDescription(getMessage()).asRuntimeException();
    }
}
