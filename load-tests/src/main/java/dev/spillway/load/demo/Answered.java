package dev.spillway.load.demo;

import com.google.protobuf.Value;
import dev.spillway.load.corpus.Ticket;
import dev.spillway.proto.v1.BackendSource;
import dev.spillway.proto.v1.ExecuteResponse;
import dev.spillway.proto.v1.FollowUp;
import dev.spillway.proto.v1.Quality;
import dev.spillway.proto.v1.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One ticket that was sent, and what came of it.
 *
 * @param door the door that it went through
 * @param reply null where there was none
 * @param problem why there was no reply; empty where there was one
 * @param clientTime from the sending to the reply, as the client saw it
 */
record Answered(
        Ticket ticket,
        String door,
        String route,
        Duration budget,
        @Nullable ExecuteResponse reply,
        String problem,
        Duration clientTime) {
    /** What loopback and a busy machine may add between the gateway's clock and the client's. */
    private static final Duration ON_THE_WAY = Duration.ofMillis(100);

    /** What is wrong with it: a reply that is missing, late or not of the promised form. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (reply == null) {
            faults.add(problem);
            return faults;
        }
        if (clientTime.compareTo(budget.plus(ON_THE_WAY)) > 0) {
            faults.add("late: " + clientTime.toMillis() + " ms for a budget of " + budget.toMillis() + " ms");
        }
        if (used().compareTo(budget) > 0) {
            faults.add("over the budget by its own account: " + used().toMillis() + " ms");
        }
        if (intent().isEmpty()) {
            faults.add("no intent in the answer");
        }
        if (reply.hasConfidence() && !(reply.getConfidence() >= 0 && reply.getConfidence() <= 1)) {
            faults.add("a confidence of " + reply.getConfidence());
        }
        if (reply.getQuality() == Quality.QUALITY_UNSPECIFIED || reply.getQuality() == Quality.UNRECOGNIZED) {
            faults.add("no quality");
        }
        if (sources().isEmpty() || reply.getStepsCount() == 0) {
            faults.add("no account of where it comes from");
        }
        return faults;
    }

    String intent() {
        String intent = field("intent");
        return intent.isEmpty() ? field("label") : intent;
    }

    boolean isRight() {
        return intent().equals(ticket.label());
    }

    /** A field of the answer as text; empty where it is absent. */
    String field(String name) {
        if (reply == null) {
            return "";
        }
        Value value = reply.getAnswer().getFieldsOrDefault(name, Value.getDefaultInstance());
        return switch (value.getKindCase()) {
            case STRING_VALUE -> value.getStringValue();
            case NUMBER_VALUE -> String.valueOf((long) value.getNumberValue());
            case BOOL_VALUE -> String.valueOf(value.getBoolValue());
            case NULL_VALUE, STRUCT_VALUE, LIST_VALUE, KIND_NOT_SET -> "";
        };
    }

    /** The handle of a better answer; empty where none was promised. */
    Optional<FollowUp> followUp() {
        return reply == null || reply.getFollowUp().getHandle().isEmpty()
                ? Optional.empty()
                : Optional.of(reply.getFollowUp());
    }

    /** How sure the answer is; 0 where that is unknown. */
    double confidence() {
        return reply == null ? 0 : reply.getConfidence();
    }

    /** What the gateway says that it used. */
    Duration used() {
        return reply == null
                ? Duration.ZERO
                : Duration.ofSeconds(
                        reply.getBudget().getUsed().getSeconds(),
                        reply.getBudget().getUsed().getNanos());
    }

    /** The rule that decided; empty where a model did. */
    String rule() {
        return reply == null ? "" : reply.getSource().getRule().getRule();
    }

    /** Why the rule decided; empty where a model did. */
    String explanation() {
        return reply == null ? "" : reply.getSource().getRule().getExplanation();
    }

    /** The backends that contributed. */
    String sources() {
        return reply == null ? "" : names(reply.getSource());
    }

    private static String names(Source source) {
        return switch (source.getKindCase()) {
            case BACKEND -> name(source.getBackend());
            case FLOW ->
                source.getFlow().getBranchesList().stream()
                        .map(branch -> names(branch.getSource()))
                        .collect(Collectors.joining(" + "));
            case RULE -> "rule " + source.getRule().getRule();
            case CACHE -> "cache of " + names(source.getCache().getOriginal());
            case KIND_NOT_SET -> "";
        };
    }

    private static String name(BackendSource backend) {
        return backend.getBackend();
    }
}
