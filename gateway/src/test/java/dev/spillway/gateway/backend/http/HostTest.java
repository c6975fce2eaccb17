package dev.spillway.gateway.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Failure;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.layer.Within;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names that are looked up, with a name server that can fail. */
final class HostTest extends HttpFixture {
    private enum Manner {
        ANSWERS,
        KNOWS_NOTHING,
        IS_SILENT
    }

    private static final AtomicInteger QUERIES = new AtomicInteger();
    private static volatile Manner manner = Manner.ANSWERS;
    private static @Nullable DatagramSocket socket;

    private static DatagramSocket names() {
        return Objects.requireNonNull(socket);
    }

    @BeforeAll
    static void serve() throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(() -> answer(names()));
    }

    @AfterAll
    static void stop() {
        names().close();
    }

    private static void answer(DatagramSocket names) {
        byte[] bytes = new byte[1500];
        while (!names.isClosed()) {
            try {
                DatagramPacket query = new DatagramPacket(bytes, bytes.length);
                names.receive(query);
                QUERIES.incrementAndGet();
                if (manner != Manner.IS_SILENT) {
                    byte[] reply = reply(bytes, query.getLength());
                    names.send(new DatagramPacket(reply, reply.length, query.getSocketAddress()));
                }
            } catch (IOException closed) {
                return;
            }
        }
    }

    /** RFC 1035: the query's header and question, and for type A an address that lives for no time. */
    private static byte[] reply(byte[] query, int length) {
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

    @Override
    protected VertxOptions options() {
        return super.options()
                .setAddressResolverOptions(Host.resolverOptions()
                        .setServers(List.of("127.0.0.1:" + names().getLocalPort()))
                        .setCacheMinTimeToLive(0)
                        .setCacheMaxTimeToLive(0)
                        .setCacheNegativeTimeToLive(0));
    }

    private Outcome ask(HttpJsonBackend backend) throws Exception {
        return await(run(Layer.stack(List.of(new Within(PATIENCE, time)), backend), call()));
    }

    private HttpJsonBackend backend() {
        return backend(HttpConfigs.to("http://models.example.test:" + server.port() + "/"));
    }

    @Test
    void aNameIsResolved() throws Exception {
        manner = Manner.ANSWERS;
        assertThat(ask(backend())).isInstanceOf(Outcome.Answer.class);
        assertThat(server.seen().getFirst().headers()).containsEntry("host", "models.example.test:" + server.port());
    }

    @Test
    void aNameThatNoOneKnowsIsUnreachable() throws Exception {
        manner = Manner.KNOWS_NOTHING;
        assertThat(ask(backend()))
                .isEqualTo(Outcome.Failed.because(
                        Failure.UNREACHABLE, "can't connect: the host's name can't be resolved"));
    }

    @Test
    void aSilentNameServerCostsNoMoreThanTheCallHas() throws Exception {
        manner = Manner.IS_SILENT;
        var bounded = Layer.stack(List.of(new Within(Duration.ofMillis(100), time)), backend());
        assertThat(await(run(bounded, call())))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, failed -> assertThat(failed.why()).isEqualTo(Failure.TIMED_OUT));
    }

    @Test
    @Timeout(20)
    void theLastGoodAddressServesWhenTheNameServerFails() throws Exception {
        manner = Manner.ANSWERS;
        server.play(HttpFaults.reply(200, ANSWER, "Connection: close")); // so that each call connects
        HttpJsonBackend backend = backend();
        assertThat(ask(backend)).isInstanceOf(Outcome.Answer.class);
        for (Manner failing : List.of(Manner.KNOWS_NOTHING, Manner.IS_SILENT)) {
            manner = failing;
            int before = QUERIES.get();
            do { // a call that comes while a look-up is under way joins it
                assertThat(ask(backend)).isInstanceOf(Outcome.Answer.class);
            } while (QUERIES.get() <= before);
        }
    }
}
