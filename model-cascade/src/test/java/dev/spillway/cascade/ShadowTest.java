package dev.spillway.cascade;

import static dev.spillway.core.testing.Answers.answer;
import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.core.Call;
import dev.spillway.core.Confidence;
import dev.spillway.core.Failure;
import dev.spillway.core.Money;
import dev.spillway.core.Request;
import dev.spillway.core.layer.Allowance;
import dev.spillway.core.layer.Observer;
import dev.spillway.core.testing.Calls;
import dev.spillway.core.testing.Client;
import dev.spillway.core.testing.LeakCheck;
import dev.spillway.core.testing.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ShadowTest {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    private final VirtualTime time = leaks.time();
    private final Tiers tiers = new Tiers(leaks, 3);
    private final List<List<Heard>> heard = new ArrayList<>();

    private Cascade cascade(double share, double allowance) {
        Shadow shadow = new Shadow(share, new Allowance(allowance, 1), ms(500), null, (_, told) -> heard.add(told));
        return new Cascade(
                tiers.all(),
                Steering.written(Course.stepwise(List.of(0.8, 0.8))),
                null,
                null,
                shadow,
                Observer.NONE,
                time);
    }

    @Test
    void drawnCallIsAnsweredFirstAndThenAskedOfEveryTier() {
        tiers.step(0).answersAfter(ms(10), answer(0.9));
        tiers.step(1).answersAfter(ms(100), answer(0.7));
        tiers.step(2).answersAfter(ms(200), answer(0.6));
        Client client = leaks.ask(cascade(1, 1), leaks.call(ms(100)));
        time.advance(ms(10));

        assertThat(client.isDone()).isTrue();
        assertThat(heard).isEmpty();

        time.advance(ms(300));
        assertThat(heard).hasSize(1);
        assertThat(heard.getFirst()).extracting(Heard::tier).containsExactly("tier-1", "tier-2", "tier-3");
        assertThat(heard.getFirst())
                .extracting(Heard::confidence)
                .containsExactly(Confidence.of(0.9), Confidence.of(0.7), Confidence.of(0.6));
        assertThat(heard.getFirst()).extracting(Heard::latency).containsExactly(ms(10), ms(100), ms(200));
        assertThat(heard.getFirst())
                .extracting(Heard::cost)
                .containsExactly(Tiers.SMALL_PRICE, new Money(100), Tiers.LARGE_PRICE);
    }

    @Test
    void callersPurseDoesNotPayForIt() {
        tiers.step(0).answers(answer(0.9));
        tiers.step(1).answers(answer(0.9));
        tiers.step(2).answers(answer(0.9));
        Call call = leaks.call(ms(100));
        leaks.ask(cascade(1, 1), call);

        assertThat(call.purse().spent()).isEqualTo(Tiers.SMALL_PRICE);
    }

    @Test
    void tierThatFailsIsLeftOut() {
        tiers.step(0).answers(answer(0.9));
        tiers.step(1).failsAfter(ms(1), Failure.BACKEND_ERROR);
        tiers.step(2).answers(answer(0.9));
        leaks.ask(cascade(1, 1), leaks.call(ms(100)));
        time.advance(ms(1));

        assertThat(heard.getFirst()).extracting(Heard::tier).containsExactly("tier-1", "tier-3");
    }

    @Test
    void allowanceBoundsThem() {
        tiers.step(0).answers(answer(0.9));
        leaks.ask(cascade(1, 0.5), leaks.call(ms(100)));

        assertThat(tiers.step(1).started()).isZero();
        assertThat(heard).isEmpty();
    }

    @Test
    void shareOfTheCallsIsDrawnByTheirIdentityAlone() {
        Shadow shadow = new Shadow(0.03, new Allowance(1, 10), ms(1), null, (_, _) -> {});
        int drawn = 0;
        for (int at = 0; at < 100_000; at++) {
            drawn += shadow.draws(named("request-" + at)) ? 1 : 0;
        }

        assertThat(drawn / 100_000.0).isCloseTo(0.03, within(0.003));
        assertThat(shadow.draws(named("request-17"))).isEqualTo(shadow.draws(named("request-17")));
    }

    private Call named(String id) {
        Calls calls = Calls.on(time);
        Request request = calls.request();
        Call some = calls.call(ms(100));
        return new Call(
                new Request(id, request.route(), request.input(), null, request.trace()),
                some.caller(),
                some.budget(),
                some.purse(),
                some.scope(),
                some.offers(),
                some.journal());
    }
}
