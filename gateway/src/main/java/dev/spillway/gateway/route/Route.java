package dev.spillway.gateway.route;

import dev.spillway.core.Money;
import dev.spillway.core.Purse;
import dev.spillway.core.Step;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One thing that callers can ask, ready to run.
 *
 * @param description for people
 * @param budgetDefault the budget of a request that brings none
 * @param budgetMost the largest budget that a request gets
 * @param input checks and coerces the input
 * @param spendMost the most that one call may spend; null where there is no bound
 * @param takesTasks whether its calls may become durable tasks
 * @param step answers; its outermost layer observes
 */
public record Route(
        String name,
        String description,
        Duration budgetDefault,
        Duration budgetMost,
        InputSchema input,
        @Nullable Money spendMost,
        boolean takesTasks,
        Step step) {

    /** A route that takes no tasks. */
    public Route(
            String name,
            String description,
            Duration budgetDefault,
            Duration budgetMost,
            InputSchema input,
            @Nullable Money spendMost,
            Step step) {
        this(name, description, budgetDefault, budgetMost, input, spendMost, false, step);
    }

    /** A purse for one call. */
    public Purse purse() {
        return spendMost != null ? Purse.of(spendMost) : Purse.unlimited();
    }
}
