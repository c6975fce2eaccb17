package dev.spillway.gateway.tiers;

import dev.spillway.core.Confidence;
import dev.spillway.core.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes what tiers said to the calls that were drawn. Never blocks, and may be called on any event loop. */
public interface OutcomeLog {
    /** Takes the rows of one call, all or none: none where it can't keep up, which it counts. */
    void put(List<Row> rows);

    /**
     * What one tier said to one call.
     *
     * @param query the request's id
     * @param cascade the branch's name
     * @param model the tier's name in the calibration
     * @param said what is compared; null where the answer has no such thing
     * @param confidence as the backend gave it
     */
    record Row(
            String query,
            Instant at,
            String route,
            String cascade,
            String model,
            @Nullable Object said,
            Confidence confidence,
            Money cost,
            Duration latency) {}
}
