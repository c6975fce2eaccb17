package dev.spillway.gateway.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Outcome;
import dev.spillway.core.Quality;
import dev.spillway.gateway.loops.Loops;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many connections may be open, how quiet and how old one may be, and what slow clients get. */
@Timeout(120)
class ConnectionsTest {
    private static final String GET = "GET /v1/routes HTTP/1.1\r\nHost: a\r\n\r\n";

    @Test
    void whatIsOverTheLimitIsToldAndClosed() throws Exception {
        try (RestDoor door = new RestDoor(RestDoor.Setting.usual().connectionsMost(2));
                RawClient first = new RawClient(door.port());
                RawClient second = new RawClient(door.port())) {
            first.send(GET);
            assertThat(first.reply().status()).isEqualTo(200);
            second.send(GET);
            assertThat(second.reply().status()).isEqualTo(200);
            try (RawClient third = new RawClient(door.port())) {
                RawClient.Reply reply = third.reply(); // without having asked
                assertThat(reply.status()).isEqualTo(503);
                assertThat(reply.header("retry-after")).isEqualTo("1");
                assertThat(reply.body()).contains("urn:spillway:problem:too-many-connections");
                assertThat(third.closes()).isTrue();
            }
            first.leave();
            while (door.edge.connections() > 1) {
                Thread.onSpinWait();
            }
            try (RawClient fourth = new RawClient(door.port())) {
                fourth.send(GET);
                assertThat(fourth.reply().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aQuietConnectionIsClosedAndABusyOneIsNot() throws Exception {
        BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
        RestDoor.Setting setting =
                RestDoor.Setting.usual().speed(200).requestWithin(Duration.ofMinutes(30)); // 75 s last 375 ms
        try (RestDoor door = new RestDoor(setting).patientRoute("held", _ -> {
                    Promise<Outcome> promise = Promise.promise();
                    Loops.Loop loop = Loops.current();
                    held.add(() -> loop.executor()
                            .execute(() -> promise.complete(RestDoor.answer(Map.of(), 1, Quality.FULL))));
                    return promise.future();
                });
                RawClient quiet = new RawClient(door.port());
                RawClient mute = new RawClient(door.port());
                RawClient busy = new RawClient(door.port())) {
            busy.send("POST /v1/routes/held:execute HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 2\r\n\r\n{}");
            quiet.send(GET);
            assertThat(quiet.reply().status()).isEqualTo(200);
            assertThat(quiet.closes()).isTrue();
            assertThat(mute.closes()).isTrue();

            Runnable release = held.poll(30, TimeUnit.SECONDS);
            assertThat(release).isNotNull();
            release.run();
            assertThat(busy.reply().status()).isEqualTo(200);
        }
    }

    @Test
    void anOldConnectionEndsWithItsNextReply() throws Exception {
        try (RestDoor door = new RestDoor();
                RawClient client = new RawClient(door.port())) {
            client.send(GET);
            assertThat(client.reply().headers()).doesNotContainKey("connection");
            door.time.moveOn(ClientConnection.AGE_MOST);
            client.send(GET);
            assertThat(client.reply().header("connection")).isEqualTo("close");
            assertThat(client.closes()).isTrue();
        }
    }

    @Test
    void aHeadThatDripsIsEndedInTimeThoughItNeverPauses() throws Exception {
        try (RestDoor door = new RestDoor(RestDoor.Setting.usual().requestWithin(Duration.ofMillis(400)));
                RawClient client = new RawClient(door.port())) {
            client.send(GET);
            assertThat(client.reply().status()).isEqualTo(200); // a connection that was good once
            long began = System.nanoTime();
            Thread dripping = Thread.startVirtualThread(() -> {
                try {
                    for (char one : ("GET / HTTP/1.1\r\nX-Drip: " + "a".repeat(2000)).toCharArray()) {
                        client.send(String.valueOf(one));
                        TimeUnit.MILLISECONDS.sleep(20);
                    }
                } catch (Exception closed) {
                    // as it should be
                }
            });
            assertThat(client.reply().status()).isEqualTo(408);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(390));
            assertThat(client.closes()).isTrue();
            dripping.join();
        }
    }

    @Test
    void aRefusedBodyIsReadToItsEndSoThatTheRefusalArrives() throws Exception {
        try (RestDoor door = new RestDoor(RestDoor.Setting.usual().bodyMost(1000));
                RawClient client = new RawClient(door.port())) {
            int length = 3_000_000;
            client.send("POST /v1/routes/any:execute HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                    + "Content-Length: " + length + "\r\n\r\n");
            client.send("x".repeat(length)); // as simple clients do, before they read
            assertThat(client.reply().status()).isEqualTo(413);
            assertThat(client.closes()).isTrue();
        }
    }
}
