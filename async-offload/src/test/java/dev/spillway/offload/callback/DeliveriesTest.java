package dev.spillway.offload.callback;

import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Handle;
import dev.spillway.core.testing.LeakCheck;
import dev.spillway.core.testing.VirtualTime;
import dev.spillway.offload.Bytes;
import dev.spillway.offload.Callback;
import dev.spillway.offload.Claim;
import dev.spillway.offload.Command;
import dev.spillway.offload.Filter;
import dev.spillway.offload.InMemoryTaskStore;
import dev.spillway.offload.Lease;
import dev.spillway.offload.NewTask;
import dev.spillway.offload.Report;
import dev.spillway.offload.Retention;
import dev.spillway.offload.Retry;
import dev.spillway.offload.ShiftedTime;
import dev.spillway.offload.TaskEvent;
import dev.spillway.offload.TaskState;
import dev.spillway.offload.TaskSummary;
import dev.spillway.offload.Terms;
import dev.spillway.offload.work.Housekeeping;
import dev.spillway.offload.work.WorkObserver;
import dev.spillway.offload.work.Workers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Delivery on virtual time: what endpoints answer, and what becomes of the callbacks. */
class DeliveriesTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Signer SIGNER = new Signer(List.of(SigningKey.parse(SECRET)));
    private static final Verifier VERIFIER = new Verifier(VerifyingKey.parse(SECRET));

    /** One request as it arrived. */
    private record Arrival(Instant at, CallbackTransport.Request request) {
        String id() {
            return request.headers().getOrDefault("webhook-id", "");
        }
    }

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    final VirtualTime virtual = leaks.time();
    final ShiftedTime time = new ShiftedTime(virtual);
    final InMemoryTaskStore store = new InMemoryTaskStore(time);
    final List<Arrival> arrivals = new ArrayList<>();
    final Map<String, Function<CallbackTransport.Request, Future<CallbackTransport.Response>>> receivers =
            new HashMap<>();
    final Deliveries deliveries = new Deliveries(
            List.of(endpoint("crm"), endpoint("erp")),
            host -> Future.succeededFuture(List.of(InetAddress.ofLiteral("93.184.216.34"))),
            new AddressGuard(),
            this::post,
            CallbackBody.thin(),
            time);
    final Workers workers = new Workers(store, time, "w", deliveries.plans(), WorkObserver.NONE);
    final Housekeeping housekeeping = new Housekeeping(store, time, _ -> {});

    private static Endpoint endpoint(String name) {
        CallbackUrl url = CallbackUrl.parse("https://" + name + ".example.com/hook", CallbackUrl.Rules.STRICT);
        return new Endpoint(name, url, SIGNER);
    }

    private Future<CallbackTransport.Response> post(CallbackTransport.Request request) {
        arrivals.add(new Arrival(time.now(), request));
        assertThat(VERIFIER.check(request.headers(), request.body(), time.now()))
                .isEqualTo(Verifier.Finding.VALID);
        return receivers.getOrDefault(request.url().host(), _ -> answer(200)).apply(request);
    }

    private static Future<CallbackTransport.Response> answer(int status) {
        return Future.succeededFuture(new CallbackTransport.Response(status, "", ""));
    }

    private void crm(Function<CallbackTransport.Request, Future<CallbackTransport.Response>> receiver) {
        receivers.put("crm.example.com", receiver);
    }

    @BeforeEach
    void start() {
        housekeeping.start();
        workers.start();
    }

    @AfterEach
    void stop() {
        var _ = housekeeping.stop();
        workers.drain(Duration.ZERO);
        virtual.advance(Duration.ofSeconds(2));
    }

    /** A task that succeeded and of which an endpoint wants to hear. */
    private Handle ended(String endpoint) {
        Terms terms = new Terms(
                Retry.doubling(1, Duration.ofSeconds(1), Duration.ofSeconds(1)),
                Retention.USUAL,
                Callback.to(endpoint));
        Handle handle = store.newHandle();
        store.enqueue(NewTask.of(handle, "acme", "q", "triage", terms, Bytes.EMPTY));
        Lease lease = store.claim(new Claim("q", 1, Duration.ofSeconds(30), "x"))
                .result()
                .getFirst();
        store.report(lease, new Report.Succeed(Bytes.utf8("42")));
        return handle;
    }

    /** Lets the callback's next attempt come: most of the wait passes for the wall clock alone, as it does for a computer that sleeps. */
    private void nextAttempt(Handle task) {
        Duration wait = Duration.between(time.now(), callback(task).runAt());
        Duration awake = Duration.ofMinutes(20);
        if (wait.compareTo(awake) > 0) {
            time.shiftWallClock(wait.minus(awake));
        }
        virtual.advance(awake.plusSeconds(2));
    }

    private TaskSummary callback(Handle task) {
        return store.list(Filter.ALL.withParent(task), null, 10)
                .result()
                .items()
                .getFirst();
    }

    @Test
    void theEndOfATaskIsTold() {
        Handle task = ended("crm");
        assertThat(arrivals).hasSize(1);
        CallbackTransport.Request request = arrivals.getFirst().request();
        assertThat(request.url().uri()).hasToString("https://crm.example.com/hook");
        assertThat(request.body().utf8())
                .isEqualTo("{\"type\":\"task.succeeded\",\"timestamp\":\"2031-03-01T12:00:00Z\",\"data\":{\"handle\":\""
                        + task.value() + "\",\"kind\":\"triage\",\"state\":\"succeeded\",\"replays\":0}}");
        assertThat(request.timeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(callback(task).state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(arrivals.getFirst().id()).matches("msg_[0-9a-f]{32}");
    }

    @Test
    void allAttemptsHaveOneIdAndOneBodyAndEachItsTime() {
        crm(_ -> answer(500));
        Handle task = ended("crm");
        for (int i = 0; i < 5; i++) {
            nextAttempt(task);
        }
        assertThat(arrivals).hasSizeGreaterThan(4);
        assertThat(arrivals)
                .extracting(Arrival::id)
                .containsOnly(arrivals.getFirst().id());
        assertThat(arrivals)
                .extracting(one -> one.request().body())
                .containsOnly(arrivals.getFirst().request().body());
        assertThat(arrivals)
                .allSatisfy(one -> assertThat(one.request().headers())
                        .containsEntry("webhook-timestamp", "" + one.at().getEpochSecond()));
    }

    @Test
    void anEndpointThatIsAwayIsTriedForMoreThanThreeDays() {
        crm(_ -> Future.failedFuture("connection refused"));
        Handle task = ended("crm");
        for (int i = 0; i < 12 && !callback(task).state().isTerminal(); i++) {
            nextAttempt(task);
        }
        Duration tried =
                Duration.between(arrivals.getFirst().at(), arrivals.getLast().at());
        assertThat(tried).isGreaterThan(Duration.ofHours(72)).isLessThan(Duration.ofHours(100));
        assertThat(arrivals).hasSize(10);
        assertThat(callback(task).state()).isEqualTo(TaskState.DEAD);
        assertThat(callback(task).reason()).contains("connection refused");
    }

    @Test
    void anEndpointThatComesBackGetsEverything() {
        crm(_ -> answer(503));
        Set<Handle> tasks = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            tasks.add(ended("crm"));
        }
        virtual.advance(Duration.ofMinutes(30));
        crm(_ -> answer(204));
        for (int hour = 0; hour < 24; hour++) {
            time.shiftWallClock(Duration.ofHours(1));
            virtual.advance(Duration.ofMinutes(3));
        }
        assertThat(tasks).allMatch(task -> callback(task).state() == TaskState.SUCCEEDED);
    }

    @Test
    void withoutFaultsNothingComesTwice() {
        for (int i = 0; i < 300; i++) {
            ended("crm");
            virtual.advance(ms(5));
        }
        virtual.advance(Duration.ofSeconds(30));
        assertThat(arrivals).extracting(Arrival::id).hasSize(300).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 299})
    void anyTwoHundredIsEnough(int status) {
        crm(_ -> answer(status));
        assertThat(callback(ended("crm")).state()).isEqualTo(TaskState.SUCCEEDED);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 199, 300, 301, 302, 307, 308, 400, 401, 404, 409, 418, 500, 501, 599})
    void anythingElseIsTriedAgain(int status) {
        crm(_ -> answer(status));
        Handle task = ended("crm");
        assertThat(callback(task).state()).isEqualTo(TaskState.SCHEDULED);
        crm(_ -> answer(200));
        virtual.advance(Duration.ofSeconds(10));
        assertThat(callback(task).state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(arrivals).hasSize(2);
    }

    @Test
    void anEndpointThatIsGoneIsCalledNoMoreUntilSomeoneEnablesIt() {
        crm(_ -> answer(410));
        Handle first = ended("crm");
        Handle second = ended("crm");
        virtual.advance(Duration.ofHours(1));
        assertThat(arrivals).hasSize(1);
        assertThat(callback(first).state()).isEqualTo(TaskState.DEAD);
        assertThat(callback(second).state()).isEqualTo(TaskState.READY);
        EndpointHealth health = deliveries.health("crm").orElseThrow();
        assertThat(health.disabled()).contains("410");

        crm(_ -> answer(200));
        health.enable();
        virtual.advance(Duration.ofSeconds(1));
        assertThat(callback(second).state()).isEqualTo(TaskState.SUCCEEDED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"120", "Sat, 1 Mar 2031 12:02:00 GMT"})
    void anEndpointThatAsksForTimeGetsItFromAllCallbacks(String retryAfter) {
        crm(_ -> Future.succeededFuture(new CallbackTransport.Response(429, retryAfter, "")));
        ended("crm");
        ended("crm");
        virtual.advance(Duration.ofSeconds(119));
        assertThat(arrivals).hasSize(1);
        crm(_ -> answer(200));
        virtual.advance(Duration.ofSeconds(15));
        assertThat(arrivals).hasSize(3);
    }

    @Test
    void aBrokenEndpointIsLeftAloneAndItsCallbacksKeepTheirAttempts() {
        crm(_ -> answer(500));
        List<Handle> tasks = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            tasks.add(ended("crm"));
        }
        virtual.advance(Duration.ofMinutes(4));
        assertThat(arrivals).hasSizeLessThan(20);
        int attempts = tasks.stream().mapToInt(task -> callback(task).attempt()).sum();
        assertThat(attempts).isEqualTo(arrivals.size());
    }

    @Test
    void aStuckEndpointDelaysNoOther() {
        List<Promise<CallbackTransport.Response>> stuck = new ArrayList<>();
        crm(_ -> {
            Promise<CallbackTransport.Response> never = Promise.promise();
            stuck.add(never);
            return never.future();
        });
        for (int i = 0; i < 100; i++) {
            ended("crm");
        }
        Handle other = ended("erp");
        assertThat(callback(other).state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(stuck).hasSize(4); // as many at once as the endpoint takes
        List.copyOf(stuck).forEach(one -> one.fail("timed out"));
    }

    @Test
    void anEndpointIsNotFlooded() {
        for (int i = 0; i < 200; i++) {
            ended("crm");
        }
        Map<Long, Long> perSecond = new HashMap<>();
        virtual.advance(Duration.ofSeconds(10));
        arrivals.forEach(one -> perSecond.merge(one.at().getEpochSecond(), 1L, Long::sum));
        assertThat(arrivals).hasSize(200);
        assertThat(perSecond.values()).allMatch(count -> count <= 100); // 50 a second, and as many at once at first
    }

    @Test
    void aDeliveryThatItsReceiverLostIsRepeatedUnderTheSameId() {
        Handle task = ended("crm");
        Handle callback = callback(task).handle();
        store.control(callback, new Command.Replay("ann", "they lost it", Duration.ofDays(7), true));
        virtual.advance(Duration.ofSeconds(1));
        assertThat(arrivals).hasSize(2);
        assertThat(arrivals)
                .extracting(Arrival::id)
                .containsOnly(arrivals.getFirst().id());
        assertThat(callback(task).state()).isEqualTo(TaskState.SUCCEEDED);
    }

    @Test
    void theLogTellsOfEachAttempt() {
        List<Integer> answers = new ArrayList<>(List.of(500, 301, 200));
        crm(_ -> answer(answers.removeFirst()));
        Handle task = ended("crm");
        virtual.advance(Duration.ofMinutes(10));
        assertThat(store.history(callback(task).handle(), 0, 100)
                        .result()
                        .orElseThrow()
                        .events())
                .filteredOn(event -> event.kind() == TaskEvent.Kind.FAILED || event.kind() == TaskEvent.Kind.SUCCEEDED)
                .extracting(event -> event.attempt() + " " + event.reason())
                .containsExactly(
                        "1 backend-error: the endpoint answered 500",
                        "2 bad-reply: the endpoint answered 301; redirects are not followed",
                        "3 ");
    }

    @Test
    void anEndpointFromWhichNothingIsHeardForDaysIsDisabled() {
        workers.drain(Duration.ZERO);
        var _ = housekeeping.stop();
        EndpointHealth health = deliveries.health("crm").orElseThrow();
        health.failed();
        virtual.advance(Duration.ofDays(5));
        health.failed();
        assertThat(health.disabled()).isEmpty();
        virtual.advance(Duration.ofHours(1));
        health.succeeded();
        health.failed();
        assertThat(health.disabled()).isEmpty();
        virtual.advance(Duration.ofDays(5).plusSeconds(1));
        health.failed();
        assertThat(health.disabled()).contains("5 days");
    }

    @Test
    void addressesOfANameTakeTurns() {
        List<InetAddress> both =
                List.of(InetAddress.ofLiteral("93.184.216.34"), InetAddress.ofLiteral("93.184.216.35"));
        List<String> tried = new ArrayList<>();
        Deliveries two = new Deliveries(
                List.of(endpoint("two")),
                _ -> Future.succeededFuture(both),
                new AddressGuard(),
                request -> {
                    tried.add(request.address().getHostAddress());
                    return Future.failedFuture("connection refused");
                },
                CallbackBody.thin(),
                time);
        Workers others = new Workers(store, time, "w2", two.plans(), WorkObserver.NONE);
        others.start();
        ended("two");
        virtual.advance(Duration.ofMinutes(10));
        others.drain(Duration.ZERO);
        assertThat(tried.stream().limit(3).collect(Collectors.toList()))
                .containsExactly("93.184.216.34", "93.184.216.35", "93.184.216.34");
    }

    @Test
    void namesOfEndpointsAreTheirOwn() {
        assertThatThrownBy(() -> new Deliveries(
                        List.of(endpoint("crm"), endpoint("crm")),
                        _ -> Future.succeededFuture(List.of()),
                        new AddressGuard(),
                        this::post,
                        CallbackBody.thin(),
                        time))
                .hasMessageContaining("crm");
    }

    @Test
    void tenThousandCallbacksToReceiversThatFlapAllArriveEachUnderOneId() {
        int count = 10_000;
        SplittableRandom random = new SplittableRandom(1);
        Set<String> delivered = new HashSet<>();
        for (String name : List.of("crm", "erp")) {
            boolean first = name.equals("crm");
            receivers.put(name + ".example.com", request -> {
                boolean down = (virtual.elapsed().toMinutes() + (first ? 0 : 2)) % 4 == 0; // a minute in four
                if (down) {
                    return random.nextBoolean() ? answer(503) : Future.failedFuture("the connection broke");
                }
                assertThat(delivered.add(request.headers().get("webhook-id")))
                        .as("not delivered before")
                        .isTrue();
                return answer(204);
            });
        }
        for (int at = 0; at < count; at++) {
            ended(at % 2 == 0 ? "crm" : "erp");
        }
        for (int minute = 0; minute < 3 * 24 * 60 && delivered.size() < count; minute++) {
            virtual.advance(Duration.ofMinutes(1));
        }

        assertThat(delivered).hasSize(count);
        assertThat(arrivals.stream().map(Arrival::id).distinct()).hasSize(count);
        assertThat(arrivals).hasSizeGreaterThan(count);
    }
}
