package dev.spillway.load.inference;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import java.net.SocketAddress;
import java.util.Objects;

/** Makes known, during a call, from which address its connection comes. */
final class ClientAddress {
    private static final Context.Key<SocketAddress> KEY = Context.key("client-address");

    private ClientAddress() {}

    static ServerServiceDefinition attach(ServerServiceDefinition service) {
        return ServerInterceptors.intercept(service, interceptor());
    }

    static SocketAddress current() {
        return Objects.requireNonNull(KEY.get(), "only during a call");
    }

    private static ServerInterceptor interceptor() {
        return new ServerInterceptor() {
            @Override
            public <Q, R> io.grpc.ServerCall.Listener<Q> interceptCall(
                    io.grpc.ServerCall<Q, R> call, io.grpc.Metadata headers, io.grpc.ServerCallHandler<Q, R> next) {
                SocketAddress client = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
                return Contexts.interceptCall(Context.current().withValue(KEY, client), call, headers, next);
            }
        };
    }
}
