package dev.spillway.gateway.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Call;
import dev.spillway.core.Entry;
import dev.spillway.core.Money;
import dev.spillway.core.Purse;
import dev.spillway.core.testing.Calls;
import dev.spillway.core.testing.VirtualTime;
import dev.spillway.gateway.config.PriceConfig;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class BillingTest {
    private final Billing billing = new Billing(new PriceConfig(new Money(100), new Money(2), new Money(3)));
    private final Purse purse = Purse.of(new Money(250));
    private final Call root = Calls.on(new VirtualTime()).purse(purse).call(Duration.ofSeconds(1));
    private final Entry entry = root.journal().begin(Entry.Kind.BACKEND, "backend", root.budget());
    private final Call call = root.with(root.journal().under(entry));

    private Billing.Bill open() {
        return Objects.requireNonNull(billing.open(call));
    }

    @Test
    void whatIsForeseenIsReservedAndWhatWasUsedIsPaidOnce() {
        Billing.Bill bill = open();
        assertThat(purse.reserved()).isEqualTo(new Money(100));

        bill.settle(new Usage(10, 0, 20));
        bill.settle();
        bill.cancel();

        assertThat(purse.reserved()).isEqualTo(Money.ZERO);
        assertThat(purse.spent()).isEqualTo(new Money(180));
        assertThat(entry.cost()).isEqualTo(new Money(180));
    }

    @Test
    void anAttemptOfWhichNothingIsKnownCostsWhatWasForeseen() {
        open().settle();
        assertThat(purse.spent()).isEqualTo(new Money(100));
    }

    @Test
    void anAttemptThatNeverBeganCostsNothing() {
        open().cancel();
        assertThat(purse.spent()).isEqualTo(Money.ZERO);
        assertThat(purse.reserved()).isEqualTo(Money.ZERO);
    }

    @Test
    void anEmptyPurseOpensNoBill() {
        open();
        open();
        assertThat(billing.open(call)).isNull();
        assertThat(billing.of(Usage.NONE)).isEqualTo(new Money(100));
    }

    @Test
    void foreseenTokensAreReservedAndOfTheseTheQuestionIsPaidWhereNoOneCounts() {
        Billing.Bill bill = Objects.requireNonNull(billing.open(call, new Usage(10, 0, 20)));
        assertThat(purse.reserved()).isEqualTo(new Money(180));

        bill.settle();
        assertThat(purse.spent()).isEqualTo(new Money(120));
        assertThat(billing.open(call, new Usage(10, 0, 20)))
                .as("the purse has 130 left")
                .isNull();
    }

    @Test
    void tokensFromACacheHaveAPriceOfTheirOwn() {
        Billing cheaper = new Billing(new PriceConfig(new Money(100), new Money(20), new Money(5), new Money(3)));
        assertThat(cheaper.of(new Usage(10, 4, 2))).isEqualTo(new Money(100 + 6 * 20 + 4 * 5 + 2 * 3));
        assertThat(billing.of(new Usage(10, 4, 2))).isEqualTo(new Money(100 + 10 * 2 + 2 * 3));
    }
}
