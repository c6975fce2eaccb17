package dev.spillway.gateway.edge.grpc;

import dev.spillway.proto.v1.ExecuteRequest;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;

/**
 * Reads requests so that bytes which are none become a request that is refused as invalid. Left to grpc-java, they end the
 * call with UNKNOWN, as if the server had made a mistake.
 */
final class LenientRequests implements MethodDescriptor.Marshaller<ExecuteRequest> {
    /** No route has such a name. */
    private static final String NONE = "\u0000unreadable";

    private static final ExecuteRequest UNREADABLE =
            ExecuteRequest.newBuilder().setRoute(NONE).build();

    private final MethodDescriptor.Marshaller<ExecuteRequest> strict;

    private LenientRequests(MethodDescriptor.Marshaller<ExecuteRequest> strict) {
        this.strict = strict;
    }

    /** The same method, whose requests are read so. */
    static <R> MethodDescriptor<ExecuteRequest, R> in(MethodDescriptor<ExecuteRequest, R> method) {
        return method.toBuilder(new LenientRequests(method.getRequestMarshaller()), method.getResponseMarshaller())
                .build();
    }

    /** Whether these were bytes that are no request. */
    static boolean isNot(ExecuteRequest request) {
        return request.getRoute().equals(NONE);
    }

    @Override
    public InputStream stream(ExecuteRequest request) {
        return strict.stream(request);
    }

    @Override
    public ExecuteRequest parse(InputStream stream) {
        try {
            return strict.parse(stream);
        } catch (StatusRuntimeException malformed) {
            return UNREADABLE;
        }
    }
}
