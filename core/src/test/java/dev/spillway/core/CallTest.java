package dev.spillway.core;

import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.testing.Calls;
import dev.spillway.core.testing.VirtualTime;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CallTest {
    private final VirtualTime time = new VirtualTime();
    private final Call call = Calls.on(time).input(Map.of("text", "hello")).call(ms(100));

    @Test
    void oneThingIsChangedAndTheRestKept() {
        Budget budget = Budget.of(ms(5), time);
        Scope scope = Scope.root();
        Journal journal = Journal.beginning(time);

        assertThat(call.with(budget).budget()).isEqualTo(budget);
        assertThat(call.with(budget).with(call.budget())).isEqualTo(call);
        assertThat(call.with(scope).scope()).isSameAs(scope);
        assertThat(call.with(scope).with(call.scope())).isEqualTo(call);
        assertThat(call.with(journal).journal()).isSameAs(journal);
        assertThat(call.with(journal).with(call.journal())).isEqualTo(call);
        assertThat(call.with(Offers.NONE)).isEqualTo(call);
    }

    @Test
    void otherInputKeepsTheRequestsIdentity() {
        Call other = call.withInput(Map.of("id", 7L));

        assertThat(other.request().input()).isEqualTo(Map.of("id", 7L));
        assertThat(other.request().id()).isEqualTo(call.request().id());
        assertThat(other.withInput(call.request().input())).isEqualTo(call);
    }

    @Test
    void detachedWorkOutlivesItsCaller() {
        Budget budget = Budget.of(ms(5000), time);
        Call detached = call.detached(budget, "cache refresh");
        call.scope().cancel();

        assertThat(detached.scope().isOver()).isFalse();
        assertThat(detached.budget()).isEqualTo(budget);
        assertThat(detached.request()).isEqualTo(call.request());
        assertThat(detached.purse()).isSameAs(call.purse());
    }

    @Test
    void detachedWorkIsHeardByNoOneAndJournalsApart() {
        Offers deaf = Offers.NONE;
        Call detached = call.with(new Offers() {
                    @Override
                    public void offer(Outcome.Answer interim) {
                        throw new AssertionError("heard");
                    }

                    @Override
                    public void progress(Supplier<Partial> soFar) {
                        throw new AssertionError("heard");
                    }
                })
                .detached(call.budget(), "shadow");

        assertThat(detached.offers()).isSameAs(deaf);
        assertThat(call.journal().entries()).isEmpty();
        assertThat(detached.journal().entries().getFirst().detail()).isEqualTo("shadow");
    }
}
