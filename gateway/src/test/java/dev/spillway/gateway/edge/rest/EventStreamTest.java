package dev.spillway.gateway.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.core.Call;
import dev.spillway.core.Failure;
import dev.spillway.core.Outcome;
import dev.spillway.core.Quality;
import dev.spillway.core.Step;
import dev.spillway.gateway.loops.Loops;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ever better answers over server-sent events. */
@Timeout(120)
class EventStreamTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ASK = String.join(
            "\r\n",
            "POST /v1/routes/flow:execute HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/json",
            "Accept: text/event-stream",
            "Content-Length: 16",
            "",
            "{\"budget\": \"9s\"}");

    private final BlockingQueue<Play> plays = new LinkedBlockingQueue<>();

    /** One call, whose answers the test gives. */
    private record Play(Call call, Promise<Outcome> outcome, Loops.Loop loop) {
        void offer(double confidence) {
            loop.executor().execute(() -> call.offers().offer(scored(confidence)));
        }

        void ends(Outcome end) {
            loop.executor().execute(() -> outcome.complete(end));
        }
    }

    private static Outcome.Answer scored(double confidence) {
        return RestDoor.answer(Map.of("label", "l" + confidence), confidence, Quality.DEGRADED);
    }

    private Step played() {
        return call -> {
            Promise<Outcome> outcome = Promise.promise();
            plays.add(new Play(call, outcome, Loops.current()));
            return outcome.future();
        };
    }

    private record Event(String name, JsonNode data) {}

    private static List<Event> events(String body) throws Exception {
        List<Event> events = new ArrayList<>();
        for (String block : body.split("\n\n", -1)) {
            if (!block.isEmpty()) {
                List<String> lines = block.lines().toList();
                assertThat(lines).hasSize(2);
                assertThat(lines.get(0)).startsWith("event: ");
                assertThat(lines.get(1)).startsWith("data: ");
                events.add(new Event(
                        lines.get(0).substring(7), JSON.readTree(lines.get(1).substring(6))));
            }
        }
        return events;
    }

    private Play play() throws InterruptedException {
        Play play = plays.poll(30, TimeUnit.SECONDS);
        assertThat(play).isNotNull();
        return play;
    }

    @Test
    void eachStrictlyBetterAnswerComesWhenThereIsOneAndTheFinalOneLast() throws Exception {
        try (RestDoor door = new RestDoor().route("flow", played());
                RawClient client = new RawClient(door.port())) {
            client.send(ASK);
            Play play = play();
            play.offer(0.5);
            assertThat(client.line()).isEqualTo("HTTP/1.1 200 OK"); // at once, not with the final one
            List<String> head = new ArrayList<>();
            for (String line = client.line(); !line.isEmpty(); line = client.line()) {
                head.add(line);
            }
            assertThat(head).contains("content-type: text/event-stream", "cache-control: no-store");
            assertThat(head).anyMatch(line -> line.startsWith("traceparent: 00-"));
            String first = client.chunk();
            assertThat(events(first)).singleElement().satisfies(event -> {
                assertThat(event.name()).isEqualTo("answer");
                assertThat(event.data().at("/answer/label").asText()).isEqualTo("l0.5");
            });

            play.offer(0.4); // worse
            play.offer(0.5); // the same
            play.offer(0.7);
            play.ends(RestDoor.answer(Map.of("label", "last"), 0.95, Quality.FULL));
            StringBuilder rest = new StringBuilder();
            for (String chunk = client.chunk(); !chunk.isEmpty(); chunk = client.chunk()) {
                rest.append(chunk);
            }
            assertThat(events(rest.toString())).extracting(Event::name).containsExactly("answer", "final");
            assertThat(events(rest.toString())
                            .getLast()
                            .data()
                            .at("/answer/label")
                            .asText())
                    .isEqualTo("last");
            assertThat(door.defects).isEmpty();
        }
    }

    @Test
    void whatIsOfferedBeforeTheCallIsKnownIsNotLost() throws Exception {
        Step eager = call -> {
            call.offers().offer(scored(0.5));
            return played().run(call);
        };
        try (RestDoor door = new RestDoor().route("flow", eager);
                RawClient client = new RawClient(door.port())) {
            client.send(ASK);
            play().ends(scored(0.6));
            assertThat(events(client.reply().body())).extracting(Event::name).containsExactly("answer", "final");
        }
    }

    @Test
    void aFailureAfterAnAnswerIsAnEventOfItsOwn() throws Exception {
        try (RestDoor door = new RestDoor().route("flow", played());
                RawClient client = new RawClient(door.port())) {
            client.send(ASK);
            Play play = play();
            play.offer(0.5);
            play.ends(Outcome.Failed.because(Failure.BACKEND_ERROR, "it fell over"));
            RawClient.Reply reply = client.reply();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(events(reply.body())).extracting(Event::name).containsExactly("answer", "problem");
            assertThat(events(reply.body()).getLast().data().get("status").asInt())
                    .isEqualTo(502);
        }
    }

    @Test
    void aFailureBeforeAnyAnswerKeepsItsOwnStatus() throws Exception {
        try (RestDoor door = new RestDoor().route("flow", played());
                RawClient client = new RawClient(door.port())) {
            client.send(ASK);
            play().ends(Outcome.Failed.because(Failure.BACKEND_ERROR, "it fell over"));
            RawClient.Reply reply = client.reply();
            assertThat(reply.status()).isEqualTo(502);
            assertThat(reply.header("content-type")).isEqualTo("application/problem+json");

            client.send(ASK.replace("flow:", "flaw:"));
            assertThat(client.reply().status()).isEqualTo(404); // and the connection lives on
        }
    }

    @Test
    void aClientThatLeavesInTheMiddleCancelsTheCall() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        try (RestDoor door = new RestDoor().route("flow", played());
                RawClient client = new RawClient(door.port())) {
            client.send(ASK);
            Play play = play();
            play.loop().executor().execute(() -> play.call().scope().onCancel(cancelled::countDown));
            play.offer(0.5);
            assertThat(client.line()).isEqualTo("HTTP/1.1 200 OK");
            client.reset();
            assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
            play.offer(0.8); // no one hears it
            play.ends(scored(0.9));
            assertThat(door.defects).isEmpty();
        }
    }

    @Test
    void aSlowReaderGetsTheLatestAnswerAndTheFinalOne() throws Exception {
        int offers = 500;
        String large = "x".repeat(100_000);
        try (RestDoor door = new RestDoor().route("flow", played());
                RawClient client = new RawClient(door.port())) {
            client.send(ASK);
            Play play = play();
            CountDownLatch offered = new CountDownLatch(1);
            play.loop().executor().execute(() -> {
                for (int i = 1; i <= offers; i++) {
                    play.call()
                            .offers()
                            .offer(RestDoor.answer(
                                    Map.of("n", i, "text", large), i / (offers + 1.0), Quality.DEGRADED));
                }
                offered.countDown();
            });
            assertThat(offered.await(30, TimeUnit.SECONDS)).isTrue();
            client.line(); // reads on, and makes room
            for (String line = client.line(); !line.isEmpty(); line = client.line()) {
                assertThat(line).isNotBlank();
            }
            List<Integer> numbers = new ArrayList<>();
            while (numbers.isEmpty() || numbers.getLast() < offers) {
                numbers.add(
                        events(client.chunk()).getFirst().data().at("/answer/n").asInt());
            }
            assertThat(numbers).hasSizeLessThan(offers / 2).isSorted();
            play.ends(RestDoor.answer(Map.of("n", 0), 1, Quality.FULL));
            assertThat(events(client.chunk()).getFirst().name()).isEqualTo("final");
            assertThat(door.defects).isEmpty();
        }
    }
}
