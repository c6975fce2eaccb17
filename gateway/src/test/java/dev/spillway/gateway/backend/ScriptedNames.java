package dev.spillway.gateway.backend;

import io.vertx.core.dns.AddressResolverOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A name server on loopback that does what it is told; every name that it knows leads to 127.0.0.1. */
public final class ScriptedNames implements AutoCloseable {
    /** What becomes of a query. */
    public enum Manner {
        ANSWERS,
        KNOWS_NOTHING,
        IS_SILENT
    }

    private final AtomicInteger queries = new AtomicInteger();
    private final DatagramSocket socket;
    private volatile Manner manner = Manner.ANSWERS;

    /** A server that answers. */
    public ScriptedNames() {
        try {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Thread.ofPlatform().daemon().start(this::answer);
    }

    /** What it does from now on. */
    public void manner(Manner next) {
        manner = next;
    }

    /** How many queries came. */
    public int queries() {
        return queries.get();
    }

    /** Options of a resolver that asks this server, each time anew. */
    public AddressResolverOptions options() {
        return Host.resolverOptions()
                .setServers(List.of("127.0.0.1:" + socket.getLocalPort()))
                .setCacheMinTimeToLive(0)
                .setCacheMaxTimeToLive(0)
                .setCacheNegativeTimeToLive(0);
    }

    @Override
    public void close() {
        socket.close();
    }

    private void answer() {
        byte[] bytes = new byte[1500];
        while (!socket.isClosed()) {
            try {
                DatagramPacket query = new DatagramPacket(bytes, bytes.length);
                socket.receive(query);
                queries.incrementAndGet();
                if (manner != Manner.IS_SILENT) {
                    byte[] reply = reply(bytes, query.getLength());
                    socket.send(new DatagramPacket(reply, reply.length, query.getSocketAddress()));
                }
            } catch (IOException closed) {
                return;
            }
        }
    }

    /** RFC 1035: the query's header and question, and for type A an address that lives for no time. */
    private byte[] reply(byte[] query, int length) {
        int end = 12;
        while (query[end] != 0) {
            end += query[end] + 1;
        }
        int questionEnd = end + 5;
        boolean isForAddress = query[end + 2] == 1;
        boolean known = manner == Manner.ANSWERS;
        ByteBuffer reply = ByteBuffer.allocate(length + 16);
        reply.put(query, 0, 2).putShort((short) (known ? 0x8180 : 0x8183));
        reply.putShort((short) 1)
                .putShort((short) (known && isForAddress ? 1 : 0))
                .putInt(0);
        reply.put(query, 12, questionEnd - 12);
        if (known && isForAddress) {
            reply.putShort((short) 0xc00c)
                    .putShort((short) 1)
                    .putShort((short) 1)
                    .putInt(0);
            reply.putShort((short) 4).put(new byte[] {127, 0, 0, 1});
        }
        byte[] bytes = new byte[reply.position()];
        reply.flip().get(bytes);
        return bytes;
    }
}
