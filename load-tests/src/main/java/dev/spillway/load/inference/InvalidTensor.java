package dev.spillway.load.inference;

/** A request whose tensors are not what the model takes. */
final class InvalidTensor extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidTensor(String message) {
        super(message, null, false, false); // ordinary traffic: no stack trace
    }
}
