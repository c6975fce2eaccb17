package dev.spillway.gateway.bounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How the limit of file descriptors is divided. */
class DescriptorsTest {
    private static Descriptors plan(long limit, @Nullable Integer grpc, @Nullable Integer rest, long backends) {
        return Descriptors.plan(new Descriptors.Demand(limit, grpc, rest, backends, 200));
    }

    @Test
    void aHighLimitGivesEachDoorItsDefault() {
        assertThat(plan(1 << 20, null, null, 1000)).isEqualTo(new Descriptors(10_000, 10_000));
        assertThat(plan(-1, null, 5, 1000)).as("unknown").isEqualTo(new Descriptors(10_000, 5));
    }

    @Test
    void aLowLimitGivesEachDoorAShareOfWhatIsLeft() {
        assertThat(plan(400, null, null, 128)).isEqualTo(new Descriptors(36, 36));
        assertThat(plan(1024, 500, null, 128)).isEqualTo(new Descriptors(500, 196));
    }

    @Test
    void whatDoesNotFitIsToldWithItsNumbers() {
        assertThatThrownBy(() -> plan(1024, 500, 500, 128))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("may open 1024 files, and needs 1328")
                .hasMessageContaining("listen.grpc.maxConnections")
                .hasMessageContaining("ulimit -n");
        assertThatThrownBy(() -> plan(340, null, null, 128)).hasMessageContaining("at least 16 for each other door");
    }

    @Test
    void thisProcessKnowsItsOwnLimit() {
        assertThat(Descriptors.limit()).isPositive();
        assertThat(Descriptors.open()).isBetween(1L, Descriptors.limit());
    }
}
