package dev.spillway.load.models;

import dev.spillway.load.classify.Size;
import dev.spillway.load.simulate.Latency;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The simulated servers, in the order of their ports, with the latency that each has unless told otherwise. */
public enum ServerName {
    SMALL("intent-small", "4ms/12ms"),
    MEDIUM("intent-medium", "15ms/45ms"),
    LARGE("intent-large", "120ms/300ms"),
    SEVERITY("delay-severity", "3ms/9ms"),
    ORDERS("orders", "20ms/80ms");

    private final String label;
    private final String latency;

    ServerName(String label, String latency) {
        this.label = label;
        this.latency = latency;
    }

    /** As it is used on the wire, in options and in the control's paths. */
    public String label() {
        return label;
    }

    static ServerName of(Size size) {
        return switch (size) {
            case SMALL -> SMALL;
            case MEDIUM -> MEDIUM;
            case LARGE -> LARGE;
        };
    }

    /** Counts from 0; the port is the base and this. */
    int place() {
        return List.of(values()).indexOf(this);
    }

    /** By its name, or by the short one without the part before the hyphen. */
    public static ServerName of(String name) {
        return Arrays.stream(values())
                .filter(server -> server.label.equals(name) || server.label.endsWith("-" + name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no server \"" + name + "\"; there are "
                        + Arrays.stream(values()).map(ServerName::label).collect(Collectors.joining(", "))));
    }

    static Map<String, Latency> defaultLatencies() {
        Map<String, Latency> latencies = new LinkedHashMap<>();
        for (ServerName server : values()) {
            latencies.put(server.label, Latency.parse(server.latency));
        }
        return latencies;
    }
}
