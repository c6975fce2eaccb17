package dev.spillway.gateway.config.rules;

import dev.spillway.gateway.config.Default;
import dev.spillway.gateway.config.Doc;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A lookup table: a map that expressions may read. */
@Doc("A lookup table: `entries`, or two columns of a CSV file.")
public record LookupConfig(
        @Doc("What stands for what.") @Nullable Map<String, @Nullable Object> entries,

        @Doc("A CSV file whose first line names its columns.") @Nullable
        Path file,

        @Doc("For a file: the column to look up in.") @Default("key")
        String key,

        @Doc("For a file: the column with what is found.") @Default("value")
        String value) {}
