package dev.spillway.gateway.backend.inference;

import dev.spillway.core.Trace;
import dev.spillway.gateway.backend.Credentials;
import io.grpc.Metadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The gRPC metadata of requests to one backend: configured headers, credentials, and the trace of the call. */
final class Headers {
    private static final Metadata.Key<String> TRACE_PARENT = key("traceparent");
    private static final Metadata.Key<String> TRACE_STATE = key("tracestate");

    private record Header(Metadata.Key<String> key, String value) {}

    private final List<Header> configured = new ArrayList<>();
    private final @Nullable Credentials credentials;
    private final Metadata.@Nullable Key<String> credentialsKey;

    /** Null credentials: none are sent. */
    Headers(Map<String, String> configured, @Nullable Credentials credentials) {
        configured.forEach((name, value) -> this.configured.add(new Header(key(name), value)));
        this.credentials = credentials;
        this.credentialsKey = credentials == null ? null : key(credentials.header());
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    /** What goes with a question beside the calls. */
    Metadata plain() {
        Metadata metadata = new Metadata();
        for (Header header : configured) {
            metadata.put(header.key, header.value);
        }
        if (credentials != null && credentialsKey != null) {
            metadata.put(credentialsKey, credentials.value());
        }
        return metadata;
    }

    /** What goes with a call. */
    Metadata of(Trace trace) {
        Metadata metadata = plain();
        metadata.put(TRACE_PARENT, trace.parent());
        if (!trace.state().isEmpty()) {
            metadata.put(TRACE_STATE, trace.state());
        }
        return metadata;
    }
}
