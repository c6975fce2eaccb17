package dev.spillway.gateway.backend;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.grpc.SynchronizationContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells a gRPC channel where a {@link Host} lies. grpc-java's own resolver forgets the addresses when it is asked again and no
 * name server answers, and so loses a backend that is up; it also resolves on a thread of its own. Confined to the channel's
 * synchronization context.
 */
final class HostResolver extends NameResolver {
    private static final String SCHEME = "host";

    private final Host host;
    private final int port;
    private final String authority;
    private final SynchronizationContext context;
    private @Nullable Listener2 listener;
    private List<InetAddress> told = List.of();
    private boolean asking;

    private HostResolver(Host host, int port, String authority, SynchronizationContext context) {
        this.host = host;
        this.port = port;
        this.authority = authority;
        this.context = context;
    }

    /**
     * Makes the resolvers of channels to one host; the target that goes with it is {@link #target}.
     *
     * @param authority what requests and certificates call the server
     */
    static Factory factory(Host host, int port, String authority) {
        return new Factory() {
            @Override
            public NameResolver newNameResolver(URI target, Args args) {
                return new HostResolver(host, port, authority, args.getSynchronizationContext());
            }

            @Override
            public String getDefaultScheme() {
                return SCHEME;
            }
        };
    }

    /** The target of a channel with such a factory; the factory knows the rest. */
    static String target() {
        return SCHEME + ":///backend";
    }

    @Override
    public String getServiceAuthority() {
        return authority;
    }

    @Override
    public void start(Listener2 channel) {
        listener = channel;
        if (!host.lastGood().isEmpty()) {
            tell(host.lastGood()); // no call waits for a name server once one has answered
        }
        ask();
    }

    @Override
    public void refresh() {
        ask();
    }

    private void ask() {
        if (asking) {
            return;
        }
        asking = true;
        host.lookUp()
                .onComplete(found -> context.execute(() -> {
                    asking = false;
                    if (found.succeeded()) {
                        tell(found.result());
                    } else if (!host.lastGood().isEmpty()) {
                        tell(host.lastGood());
                    } else if (listener != null) {
                        listener.onError(Status.UNAVAILABLE
                                .withDescription(GrpcChannels.UNRESOLVED)
                                .withCause(found.cause()));
                    }
                }));
    }

    private void tell(List<InetAddress> addresses) {
        if (listener == null || addresses.equals(told)) {
            return;
        }
        told = addresses;
        Objects.requireNonNull(listener)
                .onResult2(ResolutionResult.newBuilder()
                        .setAddressesOrError(StatusOr.fromValue(addresses.stream()
                                .map(address -> new EquivalentAddressGroup(new InetSocketAddress(address, port)))
                                .toList()))
                        .setAttributes(Attributes.EMPTY)
                        .build());
    }

    @Override
    public void shutdown() {
        listener = null;
    }
}
