package dev.spillway.gateway.flow;

import static dev.spillway.core.testing.Answers.answer;
import static dev.spillway.core.testing.Answers.degraded;
import static dev.spillway.core.testing.VirtualTime.ms;
import static dev.spillway.gateway.flow.BranchSource.optional;
import static dev.spillway.gateway.flow.BranchSource.required;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Call;
import dev.spillway.core.Confidence;
import dev.spillway.core.Entry;
import dev.spillway.core.Failure;
import dev.spillway.core.FollowUp;
import dev.spillway.core.Layer;
import dev.spillway.core.Offers;
import dev.spillway.core.Outcome;
import dev.spillway.core.Partial;
import dev.spillway.core.Payload;
import dev.spillway.core.Piece;
import dev.spillway.core.Quality;
import dev.spillway.core.Refusal;
import dev.spillway.core.Source;
import dev.spillway.core.Step;
import dev.spillway.core.layer.Observer;
import dev.spillway.core.layer.Within;
import dev.spillway.core.testing.Client;
import dev.spillway.core.testing.LeakCheck;
import dev.spillway.core.testing.ScriptedStep;
import dev.spillway.core.testing.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FlowTest {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    final VirtualTime time = leaks.time();
    final Map<String, ScriptedStep> steps = new HashMap<>();
    private @Nullable Call call;

    private ScriptedStep step(String name) {
        return steps.computeIfAbsent(name, _ -> leaks.step());
    }

    private Flow flow(FlowSource source) {
        Map<String, Step> all = new HashMap<>(steps);
        source.branches().forEach(branch -> all.putIfAbsent(branch.name(), step(branch.name())));
        return new Flow(FlowPlan.compile(source).orThrow(), all, Observer.NONE, time);
    }

    /** Asks the flow as routes do, within its budget. */
    private Client ask(FlowSource source, Duration budget) {
        return ask(flow(source), budget, Map.of("text", "hello"));
    }

    private Client ask(Step flow, Duration budget, Map<String, @Nullable Object> input) {
        call = leaks.calls().input(input).call(budget);
        return leaks.ask(Layer.stack(List.of(new Within(ms(60_000), time)), flow), call);
    }

    private static Outcome.Answer answered(Client client) {
        return (Outcome.Answer) client.outcome();
    }

    private static Map<String, @Nullable Object> fields(Client client) {
        return ((Payload.Whole) answered(client).payload()).fields();
    }

    private static Outcome.Failed failed(Client client) {
        return (Outcome.Failed) client.outcome();
    }

    private Entry entry(String path) {
        return call().journal().entries().stream()
                .filter(entry -> entry.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    private Call call() {
        if (call == null) {
            throw new AssertionError("nothing was asked");
        }
        return call;
    }

    private static Outcome.Answer says(String key, Object value) {
        return answer("").with(new Payload.Whole(Map.of(key, value)));
    }

    // ------------------------------------------------------------------ order and input

    @Test
    void independentBranchesRunInParallel() {
        step("a").answersAfter(ms(30), answer("A"));
        step("b").answersAfter(ms(40), answer("B"));
        Client client = ask(
                FlowSource.of(
                        Map.of("both", "a.label + b.label"),
                        required("a", Map.of("q", "request.text")),
                        required("b", Map.of("q", "request.text + '!'"))),
                ms(100));

        time.advance(ms(40));
        assertThat(fields(client)).isEqualTo(Map.of("both", "AB"));
        assertThat(answered(client).quality()).isEqualTo(Quality.FULL);
        assertThat(step("b").calls().getFirst().request().input()).isEqualTo(Map.of("q", "hello!"));
    }

    @Test
    void branchStartsOnceAllThatItReadsIsSettled() {
        step("a").answersAfter(ms(10), answer("A"));
        step("b").answersAfter(ms(20), answer("B"));
        step("c").answersAfter(ms(5), answer("C"));
        Client client = ask(
                FlowSource.of(
                        Map.of("c", "c.label"),
                        required("c", Map.of("x", "a.label", "y", List.of("b.label"))),
                        required("a", null),
                        required("b", null)),
                ms(100));

        time.advance(ms(19));
        assertThat(step("c").started()).isZero();
        time.advance(ms(1));
        assertThat(step("c").calls().getFirst().request().input()).isEqualTo(Map.of("x", "A", "y", List.of("B")));
        assertThat(step("a").calls().getFirst().request().input()).isEqualTo(Map.of("text", "hello"));
        time.advance(ms(5));
        assertThat(fields(client)).isEqualTo(Map.of("c", "C"));
    }

    @Test
    void chainOfStepsThatAnswerAtOnceIsAnsweredAtOnce() {
        step("a").answers(answer("A"));
        step("b").answers(answer("B"));
        Client client = ask(
                FlowSource.of(Map.of("b", "b.label"), required("b", Map.of("x", "a.label")), required("a", null)),
                ms(100));

        assertThat(fields(client)).isEqualTo(Map.of("b", "B"));
    }

    @Test
    void branchHasTheTimeLeftMinusTheLeastOfTheLongestRequiredPathBehindIt() {
        step("a").answersAfter(ms(10), answer("A"));
        step("b").answersAfter(ms(10), answer("B"));
        step("c").answersAfter(ms(10), answer("C"));
        step("side").never();
        ask(
                FlowSource.of(
                        Map.of("c", "c.label"),
                        required("a", null),
                        required("b", Map.of("x", "a.label")).least(ms(20)),
                        required("c", Map.of("x", "b.label")).least(ms(30)),
                        optional("side", Map.of("x", "a.label")).least(ms(70))),
                ms(100));
        time.advance(ms(30));

        assertThat(step("a").calls().getFirst().budget().deadlineNanos()
                        - call().budget().deadlineNanos())
                .as("two readers, a margin of a millisecond each")
                .isEqualTo(-ms(52).toNanos());
        assertThat(step("b").calls().getFirst().budget().deadlineNanos()
                        - call().budget().deadlineNanos())
                .isEqualTo(-ms(31).toNanos());
        assertThat(step("c").calls().getFirst().budget()).isEqualTo(call().budget());
    }

    @Test
    void flowThatCanNotFitIsRefusedBeforeAnythingIsAttempted() {
        step("a").never();
        Client client = ask(
                FlowSource.of(
                        Map.of("b", "b.label"),
                        required("a", null).least(ms(40)),
                        required("b", Map.of("x", "a.label")).least(ms(60))),
                ms(100));

        assertThat(client.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.why()).isEqualTo(Refusal.NO_BUDGET));
        assertThat(step("a").started()).isZero();
    }

    @Test
    void fieldOfAnOptionalExpressionWithoutValueIsLeftOut() {
        step("a").failsAfter(ms(1), Failure.BACKEND_ERROR);
        step("b").answers(answer("B"));
        ask(
                FlowSource.of(
                        Map.of("b", "b.label"),
                        optional("a", null),
                        required("b", Map.of("days", "a.?days", "text", "request.text"))),
                ms(100));
        time.advance(ms(1));

        assertThat(step("b").calls().getFirst().request().input()).isEqualTo(Map.of("text", "hello"));
    }

    // ------------------------------------------------------------------ optional, late, skipped

    @Test
    void optionalBranchWithoutAnswerMakesTheAnswerPartial() {
        step("a").answersAfter(ms(10), answer("A"));
        step("b").failsAfter(ms(20), Failure.BACKEND_ERROR);
        Client client = ask(
                FlowSource.of(
                        Map.of("a", "a.label", "b", "b.?label.orValue('none')"),
                        required("a", null),
                        optional("b", null)),
                ms(100));

        time.advance(ms(20));
        assertThat(fields(client)).isEqualTo(Map.of("a", "A", "b", "none"));
        assertThat(answered(client).quality()).isEqualTo(Quality.PARTIAL);
        assertThat(answered(client).source()).isEqualTo(new Source.Flow(sources("a")));
        assertThat(entry("b").status()).isEqualTo(Entry.Status.FAILED);
        assertThat(entry("b").reason()).isEqualTo("backend-error");
    }

    private static LinkedHashMap<String, Source> sources(String... names) {
        LinkedHashMap<String, Source> sources = new LinkedHashMap<>();
        for (String name : names) {
            sources.put(name, answer(name).source());
        }
        return sources;
    }

    @Test
    void optionalBranchIsLateWhenItsReaderMustStart() {
        step("shipment").never();
        step("severity").answersAfter(ms(25), answer("high"));
        Client client = ask(
                FlowSource.of(
                        Map.of("severity", "severity.label"),
                        optional("shipment", null),
                        required("severity", Map.of("days", "shipment.?days.orValue(0)"))
                                .least(ms(29))),
                ms(100));

        time.advance(ms(69));
        assertThat(step("severity").started()).isZero();
        time.advance(ms(1)); // 29 ms and a margin of one are left
        assertThat(step("severity").calls().getFirst().request().input()).isEqualTo(Map.of("days", 0L));
        assertThat(step("shipment").cancelled()).isEqualTo(1);
        assertThat(entry("shipment").status()).isEqualTo(Entry.Status.LATE);

        time.advance(ms(25));
        assertThat(fields(client)).isEqualTo(Map.of("severity", "high"));
        assertThat(answered(client).quality()).isEqualTo(Quality.PARTIAL);
    }

    @Test
    void optionalReaderOfAnOptionalBranchHasItsLeastTime() {
        step("a").answersAfter(ms(10), answer("A"));
        step("b").never();
        step("c").answersAfter(ms(15), answer("C"));
        Client client = ask(
                FlowSource.of(
                        Map.of("a", "a.label", "c", "c.?label.orValue('')"),
                        required("a", null),
                        optional("b", null),
                        optional("c", Map.of("x", "b.?label.orValue('no b')")).least(ms(19))),
                ms(100));
        time.advance(ms(95));

        assertThat(fields(client)).isEqualTo(Map.of("a", "A", "c", "C"));
        assertThat(answered(client).quality()).isEqualTo(Quality.PARTIAL);
    }

    @Test
    void bestOfferOfBranchIsItsAnswerWhenItsTimeIsUp() {
        step("intent").offersAfter(ms(20), degraded(0.6)).never();
        step("severity").answersAfter(ms(20), answer(0.9));
        Client client = ask(
                FlowSource.of(
                        Map.of("severity", "severity.label", "intent", "intent.label"),
                        required("intent", null),
                        required("severity", Map.of("intent", "intent.label")).least(ms(49))),
                ms(100));

        time.advance(ms(50));
        assertThat(step("severity").started()).isEqualTo(1);
        time.advance(ms(20));
        assertThat(answered(client).quality()).isEqualTo(Quality.DEGRADED);
        assertThat(answered(client).confidence()).isEqualTo(Confidence.of(0.6));
        assertThat(entry("intent").status()).isEqualTo(Entry.Status.ANSWERED);
    }

    @Test
    void skippedBranchDoesNotLowerTheQuality() {
        step("a").answersAfter(ms(10), answer("A"));
        Client client = ask(
                FlowSource.of(
                        Map.of("a", "a.label", "b", "has(b.label)"),
                        required("a", null),
                        required("b", Map.of("id", "request.orderId")).when("has(request.orderId)")),
                ms(100));

        time.advance(ms(10));
        assertThat(fields(client)).isEqualTo(Map.of("a", "A", "b", false));
        assertThat(answered(client).quality()).isEqualTo(Quality.FULL);
        assertThat(step("b").started()).isZero();
        assertThat(entry("b").status()).isEqualTo(Entry.Status.SKIPPED);
        assertThat(entry("b").reason()).isEqualTo("condition");
    }

    @Test
    void optionalBranchThatNothingWaitsForDoesNotDelayTheAnswer() {
        step("a").answersAfter(ms(10), answer("A"));
        step("audit").never();
        Client client =
                ask(FlowSource.of(Map.of("a", "a.label"), required("a", null), optional("audit", null)), ms(100));

        time.advance(ms(10));
        assertThat(answered(client).quality()).isEqualTo(Quality.FULL);
        assertThat(step("audit").cancelled()).isEqualTo(1);
        assertThat(entry("audit").status()).isEqualTo(Entry.Status.CANCELLED);
    }

    @Test
    void optionalBranchIsNotBegunWithoutItsLeastTime() {
        step("a").answersAfter(ms(60), answer("A"));
        Client client = ask(
                FlowSource.of(
                        Map.of("a", "a.label", "b", "has(b.label)"),
                        required("a", null),
                        optional("b", Map.of("x", "a.label")).least(ms(50))),
                ms(100));

        time.advance(ms(60));
        assertThat(step("b").started()).isZero();
        assertThat(answered(client).quality()).isEqualTo(Quality.PARTIAL);
        assertThat(entry("b").status()).isEqualTo(Entry.Status.REFUSED);
    }

    // ------------------------------------------------------------------ failing

    @Test
    void requiredBranchThatFailsEndsTheFlowAtOnceWithWhatThereIs() {
        step("a").answersAfter(ms(10), answer("A"));
        step("b").failsAfter(ms(20), Failure.UNREACHABLE);
        step("c").never();
        Client client =
                ask(FlowSource.of(null, required("a", null), required("b", null), optional("c", null)), ms(100));

        time.advance(ms(20));
        assertThat(failed(client).why()).isEqualTo(Failure.UNREACHABLE);
        assertThat(failed(client).detail()).startsWith("b: ");
        assertThat(failed(client).partial()).isEqualTo(new Partial(Map.of("a", Map.of("label", "A"))));
        assertThat(step("c").cancelled()).isEqualTo(1);
        assertThat(entry("c").status()).isEqualTo(Entry.Status.CANCELLED);
    }

    @Test
    void refusalStaysOneWhereNothingWasAttempted() {
        step("a").refuses(Refusal.CIRCUIT_OPEN);
        Client client = ask(FlowSource.of(null, required("a", null), required("b", Map.of("x", "a.label"))), ms(100));

        assertThat(client.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.why()).isEqualTo(Refusal.CIRCUIT_OPEN));
        assertThat(entry("a").status()).isEqualTo(Entry.Status.REFUSED);
        assertThat(entry("b").status()).isEqualTo(Entry.Status.SKIPPED);
    }

    @Test
    void refusalIsFailureWhereSomethingWasAttempted() {
        step("a").never();
        step("b").refuses(Refusal.CIRCUIT_OPEN);
        Client client = ask(FlowSource.of(null, required("a", null), required("b", null)), ms(100));

        assertThat(failed(client).why()).isEqualTo(Failure.UNREACHABLE);
        assertThat(step("a").cancelled()).isEqualTo(1);
    }

    @Test
    void requestThatDoesNotFitIsRefusedBeforeAnythingIsAttempted() {
        Client client =
                ask(FlowSource.of(null, required("a", null), required("b", Map.of("id", "request.orderId"))), ms(100));

        assertThat(client.outcome()).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.why()).isEqualTo(Refusal.INVALID);
            assertThat(refused.violations()).hasSize(1);
        });
        assertThat(step("a").started()).isZero();
    }

    @Test
    void answerThatCanNotBeUsedFailsTheBranchThatReadsIt() {
        step("a").answersAfter(ms(10), says("other", 1L));
        Client client = ask(FlowSource.of(null, required("a", null), required("b", Map.of("x", "a.label"))), ms(100));

        time.advance(ms(10));
        assertThat(failed(client).why()).isEqualTo(Failure.BAD_REPLY);
        assertThat(failed(client).detail()).contains("b: ").contains("there is no 'label'");
        assertThat(entry("b").status()).isEqualTo(Entry.Status.FAILED);
    }

    @Test
    void answerExpressionWithoutValueFailsTheFlow() {
        step("a").answersAfter(ms(10), says("other", 1L));
        Client client = ask(FlowSource.of(Map.of("x", "a.label"), required("a", null)), ms(100));

        time.advance(ms(10));
        assertThat(failed(client).why()).isEqualTo(Failure.BAD_REPLY);
        assertThat(failed(client).partial().branches()).containsOnlyKeys("a");
    }

    @Test
    void defectOfOptionalBranchDoesNotCostTheAnswer() {
        List<Throwable> defects = new ArrayList<>();
        Observer observer = new Observer() {
            @Override
            public void ended(Call call, Entry entry) {
                // not looked at
            }

            @Override
            public void defect(Call call, Entry entry, Throwable bug) {
                defects.add(bug);
            }
        };
        IllegalStateException bug = new IllegalStateException("as scripted");
        step("a").answersAfter(ms(10), answer("A"));
        step("b").throwing(bug);
        FlowSource source =
                FlowSource.of(Map.of("a", "a.label", "b", "has(b.label)"), required("a", null), optional("b", null));
        Client client = ask(new Flow(FlowPlan.compile(source).orThrow(), steps, observer, time), ms(100), Map.of());

        time.advance(ms(10));
        assertThat(answered(client).quality()).isEqualTo(Quality.PARTIAL);
        assertThat(defects).containsExactly(bug);
        assertThat(entry("b").reason()).isEqualTo("defect");
    }

    @Test
    void clientThatLeavesCancelsAllBranches() {
        step("a").never();
        step("b").never();
        Client client = ask(FlowSource.of(null, required("a", null), optional("b", null)), ms(100));
        time.advance(ms(10));

        client.leaves();

        assertThat(step("a").cancelled() + step("b").cancelled()).isEqualTo(2);
        assertThat(failed(client).why()).isEqualTo(Failure.CANCELLED);
        assertThat(entry("a").status()).isEqualTo(Entry.Status.CANCELLED);
    }

    @Test
    void timeUpWithRequiredBranchMissingTellsWhatThereIs() {
        step("a").answersAfter(ms(10), answer("A"));
        step("b").never();
        Client client = ask(FlowSource.of(null, required("a", null), required("b", null)), ms(100));

        time.advance(ms(100));
        assertThat(failed(client).why()).isEqualTo(Failure.TIMED_OUT);
        assertThat(failed(client).partial().branches()).containsOnlyKeys("a");
        assertThat(entry("b").status()).isEqualTo(Entry.Status.LATE);
    }

    // ------------------------------------------------------------------ offers

    @Test
    void partialAnswerIsOfferedWhenAllRequiredBranchesAreInAndGivenWhenTimeIsUp() {
        step("a").answersAfter(ms(10), answer(0.8));
        step("b").never();
        Client client = ask(
                FlowSource.of(
                        Map.of("a", "a.label", "b", "b.?label.orValue('none')"),
                        required("a", null),
                        optional("b", null)),
                ms(100));

        time.advance(ms(99));
        assertThat(client.hasOutcome()).isFalse();
        time.advance(ms(1));
        assertThat(fields(client)).containsEntry("b", "none");
        assertThat(answered(client).quality()).isEqualTo(Quality.PARTIAL);
        assertThat(answered(client).confidence()).isEqualTo(Confidence.of(0.8));
    }

    @Test
    void offersOfBranchesMakeDegradedOffersOfTheFlow() {
        List<Outcome.Answer> heard = new ArrayList<>();
        step("a")
                .offersAfter(ms(10), degraded(0.3))
                .offersAfter(ms(30), degraded(0.5))
                .never();
        step("b").answersAfter(ms(20), answer(0.9));
        FlowSource source =
                FlowSource.of(Map.of("ab", "a.label + ', ' + b.label"), required("a", null), required("b", null));
        call = leaks.calls().offers(hearing(heard)).call(ms(100));
        Client client = leaks.ask(Layer.stack(List.of(new Within(ms(60_000), time)), flow(source)), call);

        time.advance(ms(30));
        assertThat(heard)
                .extracting(Outcome.Answer::confidence)
                .containsExactly(Confidence.of(0.3), Confidence.of(0.5));
        time.advance(ms(70));
        assertThat(fields(client)).isEqualTo(Map.of("ab", "sure to 0.5, sure to 0.9"));
        assertThat(answered(client).quality()).isEqualTo(Quality.DEGRADED);
    }

    private static Offers hearing(List<Outcome.Answer> heard) {
        return new Offers() {
            @Override
            public void offer(Outcome.Answer interim) {
                heard.add(interim);
            }

            @Override
            public void progress(Supplier<Partial> soFar) {
                // not looked at
            }
        };
    }

    // ------------------------------------------------------------------ first, quorum

    @Test
    void firstAnswerEndsTheFlowAndPassesOnAsItIs() {
        step("a").never();
        step("b").answersAfter(ms(20), answer(0.7));
        step("c").failsAfter(ms(10), Failure.BACKEND_ERROR);
        Client client = ask(
                FlowSource.of(null, required("a", null), required("b", null), required("c", null))
                        .ending(new Ending.First(List.of())),
                ms(100));

        time.advance(ms(20));
        assertThat(client.outcome()).isEqualTo(answer(0.7));
        assertThat(step("a").cancelled()).isEqualTo(1);
        assertThat(entry("a").status()).isEqualTo(Entry.Status.CANCELLED);
    }

    @Test
    void firstTokenOfStreamWinsAndTheOthersAreCancelledAtOnce() {
        step("a").streams(ms(10), ms(20), "one ", "two");
        step("b").never();
        Client client = ask(
                FlowSource.of(null, required("a", null), required("b", null)).ending(new Ending.First(List.of())),
                ms(100));

        time.advance(ms(10));
        assertThat(step("b").cancelled()).isEqualTo(1);
        assertThat(client.isDone()).isFalse();
        time.advance(ms(40));
        assertThat(client.pieces().getLast()).isEqualTo(new Piece.End(Map.of("text", "one two")));
        assertThat(entry("a").status()).isEqualTo(Entry.Status.ANSWERED);
    }

    @Test
    void clientThatLeavesWithinStreamEndsIt() {
        step("a").streams(ms(10), ms(20), "one ", "two");
        Client client = ask(FlowSource.of(null, required("a", null)), ms(100));
        time.advance(ms(15));

        client.leaves();

        assertThat(step("a").cancelled()).isEqualTo(1);
        assertThat(entry("a").status()).isEqualTo(Entry.Status.CANCELLED);
        assertThat(time.pending()).isZero();
    }

    @Test
    void firstOfNoneFailsWithTheFirstFailure() {
        step("a").refuses(Refusal.OVERLOADED);
        step("b").failsAfter(ms(10), Failure.BACKEND_ERROR);
        Client client = ask(
                FlowSource.of(null, required("a", null), required("b", null)).ending(new Ending.First(List.of())),
                ms(100));

        time.advance(ms(10));
        assertThat(failed(client).why()).isEqualTo(Failure.BACKEND_ERROR);
    }

    @Test
    void firstOfRefusalsOnlyIsRefused() {
        step("a").refuses(Refusal.OVERLOADED);
        step("b").refuses(Refusal.CIRCUIT_OPEN);
        Client client = ask(
                FlowSource.of(null, required("a", null), required("b", null)).ending(new Ending.First(List.of())),
                ms(100));

        assertThat(client.outcome()).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void firstWhoseInputIsMissingLeavesTheRaceToTheOthers() {
        step("prep").failsAfter(ms(5), Failure.BACKEND_ERROR);
        step("b").answersAfter(ms(20), answer("B"));
        Client client = ask(
                FlowSource.of(
                                Map.of("label", "has(a.label) ? a.label : b.?label.orValue('')"),
                                required("prep", null),
                                required("a", Map.of("x", "prep.label")),
                                required("b", null))
                        .ending(new Ending.First(List.of("a", "b"))),
                ms(100));

        time.advance(ms(20));
        assertThat(fields(client)).isEqualTo(Map.of("label", "B"));
        assertThat(step("a").started()).isZero();
        assertThat(entry("a").reason()).isEqualTo("input-missing");
    }

    @Test
    void quorumEndsWithEnoughThatAgree() {
        step("a").answersAfter(ms(10), answer("x").with(Confidence.of(0.9)));
        step("b").answersAfter(ms(20), answer("y").with(Confidence.of(0.8)));
        step("c").answersAfter(ms(30), answer("x").with(Confidence.of(0.7)));
        step("d").never();
        Client client = ask(
                FlowSource.of(null, required("a", null), required("b", null), required("c", null), required("d", null))
                        .ending(new Ending.Quorum(2, List.of(), "answer.label")),
                ms(100));

        time.advance(ms(30));
        assertThat(fields(client)).isEqualTo(Map.of("label", "x"));
        assertThat(answered(client).confidence()).isEqualTo(Confidence.of(0.7));
        assertThat(answered(client).source()).isEqualTo(new Source.Flow(sources("a", "c")));
        assertThat(step("d").cancelled()).isEqualTo(1);
    }

    @Test
    void quorumFailsAsSoonAsItIsOutOfReach() {
        step("a").answersAfter(ms(10), answer("x"));
        step("b").answersAfter(ms(20), answer("y"));
        step("c").never();
        Client client = ask(
                FlowSource.of(null, required("a", null), required("b", null), required("c", null))
                        .ending(new Ending.Quorum(3, List.of(), null)),
                ms(100));

        time.advance(ms(20));
        assertThat(failed(client).why()).isEqualTo(Failure.BAD_REPLY);
        assertThat(failed(client).partial().branches()).containsOnlyKeys("a", "b");
        assertThat(step("c").cancelled()).isEqualTo(1);
    }

    @Test
    void answerThatCanNotBeComparedIsNoVote() {
        step("a").answersAfter(ms(10), says("other", 1L));
        step("b").answersAfter(ms(20), answer("x"));
        step("c").answersAfter(ms(30), answer("x"));
        Client client = ask(
                FlowSource.of(null, required("a", null), required("b", null), required("c", null))
                        .ending(new Ending.Quorum(2, List.of(), "answer.label")),
                ms(100));

        time.advance(ms(30));
        assertThat(fields(client)).isEqualTo(Map.of("label", "x"));
        assertThat(entry("a").status()).isEqualTo(Entry.Status.FAILED);
    }

    // ------------------------------------------------------------------ the answer

    @Test
    void singleBranchPassesItsAnswerOn() {
        Outcome.Answer full = answer(0.7).with(new FollowUp.Wanted(FollowUp.Kind.BETTER, "unsure"));
        step("a").answersAfter(ms(10), full);
        Client client = ask(FlowSource.of(null, required("a", null)), ms(100));

        time.advance(ms(10));
        assertThat(client.outcome()).isEqualTo(full);
    }

    @Test
    void singleBranchPassesItsStreamOn() {
        step("a").streams(ms(10), ms(5), "one ", "two");
        Client client = ask(FlowSource.of(null, required("a", null)), ms(100));

        time.advance(ms(15));
        assertThat(client.pieces()).containsExactly(new Piece.Token("one "), new Piece.Token("two"));
        assertThat(entry("a").isRunning()).isTrue();
        time.advance(ms(5));
        assertThat(client.isDone()).isTrue();
        assertThat(entry("a").status()).isEqualTo(Entry.Status.ANSWERED);
        assertThat(time.pending()).isZero();
    }

    @Test
    void streamThatIsReadByExpressionsIsGathered() {
        step("a").streams(ms(10), ms(5), "one ", "two");
        Client client = ask(FlowSource.of(Map.of("said", "a.text"), required("a", null)), ms(100));

        time.advance(ms(20));
        assertThat(fields(client)).isEqualTo(Map.of("said", "one two"));
    }

    @Test
    void streamThatBreaksOffFailsTheBranch() {
        step("a").breaksOff(ms(10), ms(5), Failure.BACKEND_ERROR, "one");
        Client client = ask(FlowSource.of(Map.of("said", "a.text"), required("a", null)), ms(100));

        time.advance(ms(15));
        assertThat(failed(client).why()).isEqualTo(Failure.BACKEND_ERROR);
    }

    @Test
    void withoutWrittenAnswerEachBranchIsFieldOfIt() {
        step("a").answersAfter(ms(10), answer("A"));
        step("b").failsAfter(ms(10), Failure.BACKEND_ERROR);
        Client client = ask(FlowSource.of(null, required("a", null), optional("b", null)), ms(100));

        time.advance(ms(10));
        assertThat(fields(client)).isEqualTo(Map.of("a", Map.of("label", "A")));
        assertThat(answered(client).quality()).isEqualTo(Quality.PARTIAL);
    }

    @Test
    void confidenceIsTheLeastOfTheRequiredBranchesThatTheAnswerReads() {
        step("a").answersAfter(ms(10), answer(0.9));
        step("b").answersAfter(ms(10), answer(0.6));
        step("c").answersAfter(ms(10), answer(0.1));
        step("d").answersAfter(ms(10), answer(0.2));
        Client client = ask(
                FlowSource.of(
                        Map.of("x", "a.label + b.label", "d", "d.?label.orValue('')"),
                        required("a", null),
                        required("b", null),
                        required("c", null),
                        optional("d", null)),
                ms(100));

        time.advance(ms(10));
        assertThat(answered(client).confidence()).isEqualTo(Confidence.of(0.6));
    }

    @Test
    void confidenceIsUnknownWhereOneOfThemIs() {
        step("a").answersAfter(ms(10), answer(0.9));
        step("b").answersAfter(ms(10), answer("unknown"));
        Client client =
                ask(FlowSource.of(Map.of("x", "a.label + b.label"), required("a", null), required("b", null)), ms(100));

        time.advance(ms(10));
        assertThat(answered(client).confidence()).isEqualTo(Confidence.unknown());
    }

    @Test
    void confidenceMayBeWritten() {
        step("a").answersAfter(ms(10), says("score", 0.25));
        Client client = ask(
                FlowSource.of(Map.of("score", "a.score"), required("a", null)).confidence("a.score * 2.0"), ms(100));

        time.advance(ms(10));
        assertThat(answered(client).confidence()).isEqualTo(Confidence.of(0.5));
    }

    @Test
    void personIsWantedWhereOneBranchWantsOne() {
        step("a").answersAfter(ms(10), answer("A").with(new FollowUp.Wanted(FollowUp.Kind.BETTER, "unsure")));
        step("b").answersAfter(ms(10), answer("B").with(new FollowUp.Wanted(FollowUp.Kind.PERSON, "delicate")));
        Client client = ask(FlowSource.of(null, required("a", null), required("b", null)), ms(100));

        time.advance(ms(10));
        assertThat(answered(client).followUp()).isEqualTo(new FollowUp.Wanted(FollowUp.Kind.PERSON, "delicate"));
    }

    // ------------------------------------------------------------------ nested

    @Test
    void branchMayBeFlow() {
        step("x").answersAfter(ms(10), answer("X"));
        step("y").failsAfter(ms(20), Failure.BACKEND_ERROR);
        Flow inner = flow(FlowSource.of(
                Map.of("asked", "request.question", "x", "x.label", "y", "y.?label.orValue('no y')"),
                required("x", null),
                optional("y", null)));
        FlowSource outer = FlowSource.of(
                Map.of("inner", "inner.x + ' ' + inner.y + ' ' + inner.asked"),
                required("inner", Map.of("question", "request.text")));
        Client client = ask(
                new Flow(FlowPlan.compile(outer).orThrow(), Map.of("inner", inner), Observer.NONE, time),
                ms(100),
                Map.of("text", "hello"));

        time.advance(ms(20));
        assertThat(fields(client)).isEqualTo(Map.of("inner", "X no y hello"));
        assertThat(answered(client).quality()).isEqualTo(Quality.PARTIAL);
        assertThat(entry("inner/y").status()).isEqualTo(Entry.Status.FAILED);
    }
}
