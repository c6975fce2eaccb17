package dev.spillway.load.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** Faults as JSON: {@code {"fault": "error", "code": "UNAVAILABLE", "share": 0.5}}, {@code {"fault": "slow", "factor": 5}}. */
public final class Faults {
    private static final String NAMES = "none, stall, error, refuse, slow, drop, garbage, freeze";

    /** The names of the fields that {@link #read} knows. */
    public static final Set<String> FIELDS = Set.of("fault", "share", "code", "factor");

    private Faults() {}

    /** Fails with {@link IllegalArgumentException} and a message for people. */
    public static Fault read(JsonNode json) {
        double share = number(json, "share", 1);
        return switch (json.path("fault").asText().toLowerCase(Locale.ROOT)) {
            case "none" -> new Fault.None();
            case "stall" -> new Fault.Stall(share);
            case "error" -> new Fault.Fail(code(json), share);
            case "refuse" -> new Fault.Refuse();
            case "slow" -> new Fault.Slow(number(json, "factor", 10));
            case "drop" -> new Fault.Drop(share);
            case "garbage" -> new Fault.Garbage(share);
            case "freeze" -> new Fault.Freeze();
            default -> throw new IllegalArgumentException("the fault " + json.path("fault") + " is none of " + NAMES);
        };
    }

    public static ObjectNode write(Fault fault) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        return switch (fault) {
            case Fault.None _ -> json.put("fault", "none");
            case Fault.Stall(double share) -> json.put("fault", "stall").put("share", share);
            case Fault.Fail(ErrorCode code, double share) ->
                json.put("fault", "error").put("code", code.name()).put("share", share);
            case Fault.Refuse _ -> json.put("fault", "refuse");
            case Fault.Slow(double factor) -> json.put("fault", "slow").put("factor", factor);
            case Fault.Drop(double share) -> json.put("fault", "drop").put("share", share);
            case Fault.Garbage(double share) -> json.put("fault", "garbage").put("share", share);
            case Fault.Freeze _ -> json.put("fault", "freeze");
        };
    }

    private static double number(JsonNode json, String field, double otherwise) {
        JsonNode value = json.path(field);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isNumber()) {
            throw new IllegalArgumentException(field + " must be a number, not " + value);
        }
        return value.doubleValue();
    }

    private static ErrorCode code(JsonNode json) {
        String name = json.path("code").asText(ErrorCode.UNAVAILABLE.name());
        return Arrays.stream(ErrorCode.values())
                .filter(code -> code.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the code \"" + name + "\" is none of " + Arrays.toString(ErrorCode.values())));
    }
}
