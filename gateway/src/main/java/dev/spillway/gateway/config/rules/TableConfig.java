package dev.spillway.gateway.config.rules;

import dev.spillway.gateway.config.Doc;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A decision table. */
@Doc("A decision table: the first row whose every condition matches decides.")
public record TableConfig(
        @Doc("What each column of conditions compares, such as `days: shipment.daysLate`; the other columns are"
                + " results.")
        Map<String, String> columns,

        @Doc("A CSV file with the rows; its first line names the columns.") @Nullable
        Path file,

        @Doc("The rows themselves, each a map from column to cell.") @Nullable
        Object rows) {}
