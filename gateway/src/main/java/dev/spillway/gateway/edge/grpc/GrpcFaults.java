package dev.spillway.gateway.edge.grpc;

import dev.spillway.gateway.edge.Problem;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;

/** What can be wrong with a gRPC request before it is a call. */
final class GrpcFaults {
    private static final Duration SOON = Duration.ofSeconds(1);

    /** More bytes than a method without a key takes. */
    static final Problem TOO_LARGE_UNKEYED = Problem.of(
            "body-too-large",
            Status.Code.RESOURCE_EXHAUSTED,
            413,
            "The body is too large",
            "a call of this method has at most " + InboundBytes.OPEN_METHOD_MAX + " bytes");

    private GrpcFaults() {}

    static Problem metadataTooLarge(int bytes, int max) {
        return Problem.of(
                "headers-too-large",
                Status.Code.RESOURCE_EXHAUSTED,
                431,
                "The headers are too large",
                "the metadata has " + bytes + " bytes, and at most " + max
                        + " are accepted (each name and value, and 32 more)");
    }

    static Problem tooManyBytes(long max) {
        return new Problem(
                "bytes-in-flight",
                Status.Code.RESOURCE_EXHAUSTED,
                503,
                "Too many bytes are in flight",
                "all requests together have more than " + max + " bytes, and this one holds most",
                SOON,
                List.of());
    }

    static Problem tooSlow(Duration timeout) {
        return Problem.of(
                "too-slow",
                Status.Code.DEADLINE_EXCEEDED,
                408,
                "The request took too long to arrive",
                "the request was not whole " + timeout.toMillis() + " ms after it began");
    }
}
