package dev.spillway.load.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.load.simulate.Fault;
import dev.spillway.load.simulate.Faults;
import dev.spillway.load.simulate.Latency;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What the control is asked to change about a server. */
record Change(Optional<Fault> fault, Optional<Latency> latency) {
    private static final String LATENCY = "latency";

    /** Fails with {@link IllegalArgumentException} and a message for people. */
    static Change read(JsonNode json) {
        Set<String> known = new HashSet<>(Faults.FIELDS);
        known.add(LATENCY);
        for (var field : json.properties()) {
            if (!known.contains(field.getKey())) {
                throw new IllegalArgumentException("unknown field \"" + field.getKey() + "\"; there are " + known);
            }
        }
        if (!json.has("fault") && !json.has(LATENCY)) {
            throw new IllegalArgumentException(
                    "name a fault, as in {\"fault\": \"stall\"}, or a latency, as in {\"latency\": \"4ms/12ms\"}");
        }
        return new Change(
                json.has("fault") ? Optional.of(Faults.read(json)) : Optional.empty(),
                json.has(LATENCY) ? Optional.of(Latency.parse(json.path(LATENCY).asText())) : Optional.empty());
    }
}
