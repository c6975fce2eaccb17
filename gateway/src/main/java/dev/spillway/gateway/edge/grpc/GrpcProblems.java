package dev.spillway.gateway.edge.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RequestInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.spillway.gateway.edge.Problem;
import dev.spillway.gateway.edge.Replies;
import dev.spillway.gateway.edge.RetryDelay;
import io.grpc.Metadata;
import io.grpc.protobuf.StatusProto;
import java.util.concurrent.TimeUnit;

/** A problem as a gRPC status with its rich details: ErrorInfo, RequestInfo, BadRequest and RetryInfo where they apply. */
final class GrpcProblems {
    private static final String DOMAIN = "spillway";
    private static final int MESSAGE_MAX = 300; // characters

    private GrpcProblems() {}

    /** The trailers that carry the details. */
    static Metadata trailers(Problem problem, String requestId) {
        Status.Builder status = Status.newBuilder()
                .setCode(problem.code().value())
                .setMessage(message(problem))
                .addDetails(Any.pack(info(problem)))
                .addDetails(Any.pack(
                        RequestInfo.newBuilder().setRequestId(requestId).build()));
        if (!problem.violations().isEmpty()) {
            BadRequest.Builder bad = BadRequest.newBuilder();
            problem.violations()
                    .forEach(violation -> bad.addFieldViolations(BadRequest.FieldViolation.newBuilder()
                            .setField(violation.field())
                            .setReason(violation.mend())
                            .setDescription(violation.problem() + "; " + violation.mend())));
            status.addDetails(Any.pack(bad.build()));
        }
        RetryDelay retry = RetryDelay.of(problem);
        if (retry != null) {
            Duration delay = Replies.duration(TimeUnit.MILLISECONDS.toNanos(retry.millis()));
            status.addDetails(
                    Any.pack(RetryInfo.newBuilder().setRetryDelay(delay).build()));
        }
        Metadata trailers = StatusProto.toStatusRuntimeException(status.build()).getTrailers();
        return trailers != null ? trailers : new Metadata();
    }

    private static ErrorInfo info(Problem problem) {
        ErrorInfo.Builder info = ErrorInfo.newBuilder()
                .setReason(problem.word())
                .setDomain(DOMAIN)
                .putMetadata("type", problem.type());
        if (!problem.handle().isEmpty()) {
            info.putMetadata("handle", problem.handle());
        }
        return info.build();
    }

    static io.grpc.Status status(Problem problem) {
        return problem.code().toStatus().withDescription(message(problem));
    }

    /** Bounded, since it goes out twice, once percent-encoded, in the 8 KiB of metadata that clients take by default. */
    private static String message(Problem problem) {
        String message = problem.title() + ": " + problem.detail();
        if (message.length() <= MESSAGE_MAX) {
            return message;
        }
        int end = Character.isHighSurrogate(message.charAt(MESSAGE_MAX - 1)) ? MESSAGE_MAX - 1 : MESSAGE_MAX;
        return message.substring(0, end) + "…";
    }
}
