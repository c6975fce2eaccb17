package dev.spillway.rules.source;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A decision table as it is written.
 *
 * @param columns what each column of conditions compares: a path such as {@code shipment.daysLate}, or an expression
 * @param rows each by column; columns that compare nothing are results
 */
public record TableSource(Map<String, String> columns, List<Map<String, @Nullable Object>> rows) {
    public TableSource {
        rows = List.copyOf(rows);
    }
}
