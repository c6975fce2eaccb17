package dev.spillway.gateway.offload;

import dev.spillway.core.Source;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where an answer came from, as it is stored. */
final class StoredSource {
    private StoredSource() {}

    static Map<String, @Nullable Object> write(Source source) {
        return switch (source) {
            case Source.Backend(var backend, var model, var version, var tier) ->
                Map.of("backend", backend, "model", model, "version", version, "tier", (long) tier);
            case Source.Flow(var branches) -> {
                Map<String, @Nullable Object> parts = new LinkedHashMap<>();
                branches.forEach((name, part) -> parts.put(name, write(part)));
                yield Map.of("branches", parts);
            }
            case Source.Rule(var ruleSet, var version, var rule, var explanation) ->
                Map.of("ruleSet", ruleSet, "version", version, "rule", rule, "explanation", explanation);
            case Source.Cache(var original, var age) -> Map.of("cached", write(original), "ageMillis", age.toMillis());
        };
    }

    /** The inverse of {@link #write}; null where it is of no kind that is known. */
    static @Nullable Source read(Stored stored) {
        if (stored.has("branches")) {
            LinkedHashMap<String, Source> branches = new LinkedHashMap<>();
            stored.map("branches").forEach((name, part) -> {
                Source source = read(Stored.of(part));
                if (source != null) {
                    branches.put(name, source);
                }
            });
            return new Source.Flow(branches);
        }
        if (stored.has("ruleSet")) {
            return new Source.Rule(
                    stored.text("ruleSet"), stored.text("version"), stored.text("rule"), stored.text("explanation"));
        }
        if (stored.has("cached")) {
            Source original = read(stored.object("cached"));
            return original == null ? null : new Source.Cache(original, Duration.ofMillis(stored.whole("ageMillis")));
        }
        return stored.has("backend")
                ? new Source.Backend(stored.text("backend"), stored.text("model"), stored.text("version"), (int)
                        stored.whole("tier"))
                : null;
    }
}
