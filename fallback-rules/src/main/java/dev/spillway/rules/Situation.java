package dev.spillway.rules;

import dev.spillway.core.Call;
import dev.spillway.core.Confidence;
import dev.spillway.core.Entry;
import dev.spillway.core.Failure;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All that rules may read of a call. Plain values, never changed.
 *
 * @param request the call's input
 * @param branches what the flow's branches answered, as far as they did, by name
 * @param outcome what fell through: its {@code kind} ({@link Kind}), {@code why}, {@code detail}, and the {@code confidence}
 *     of an unsure answer where it is known
 * @param answer the fields of an unsure answer; else empty
 */
public record Situation(
        Map<String, @Nullable Object> request,
        Map<String, Map<String, @Nullable Object>> branches,
        Map<String, @Nullable Object> outcome,
        Map<String, @Nullable Object> answer) {

    /** The fields of {@code outcome}. */
    public static final Set<String> OUTCOME_FIELDS = Set.of("kind", "why", "detail", "confidence");

    /** What fell through, as {@code outcome.kind} has it. */
    public enum Kind {
        /** Nothing was attempted. */
        REFUSED,
        /** It was attempted, without an answer. */
        FAILED,
        /** There is an answer, and it is not sure enough. */
        UNSURE,
        /** Nothing fell through: the rules are all that there is. */
        NONE
    }

    /** A situation by what it is about. */
    public static Situation of(
            Map<String, @Nullable Object> request,
            Map<String, Map<String, @Nullable Object>> branches,
            Kind kind,
            String why) {
        return new Situation(request, branches, outcome(kind, why, "", Confidence.unknown()), Map.of());
    }

    /** A request that no flow was asked before. */
    public static Situation alone(Map<String, @Nullable Object> request) {
        return of(request, Map.of(), Kind.NONE, "");
    }

    /** A call whose flow gave no answer, or an unsure one. */
    public static Situation of(Call call, Outcome fallen) {
        return of(call.request().input(), fallen);
    }

    /** A request whose flow gave no answer, or an unsure one. */
    public static Situation of(Map<String, @Nullable Object> request, Outcome fallen) {
        return switch (fallen) {
            case Outcome.Answer answer ->
                new Situation(
                        request,
                        Map.of(),
                        outcome(Kind.UNSURE, "unsure", "", answer.confidence()),
                        answer.payload() instanceof Payload.Whole(var fields) ? fields : Map.of());
            case Outcome.Refused(var why, var detail, var _, var _) ->
                new Situation(
                        request,
                        Map.of(),
                        outcome(Kind.REFUSED, Entry.word(why), detail, Confidence.unknown()),
                        Map.of());
            case Outcome.Failed(var why, var detail, var partial, var _) ->
                new Situation(
                        request,
                        partial.branches(),
                        outcome(Kind.FAILED, Entry.word(why), detail, Confidence.unknown()),
                        Map.of());
            case Outcome.Deferred _ -> alone(request);
        };
    }

    /** What {@code outcome} reads as. */
    public static Map<String, @Nullable Object> outcome(Kind kind, String why, String detail, Confidence confidence) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("kind", Entry.word(kind));
        fields.put("why", why);
        fields.put("detail", detail);
        if (confidence instanceof Confidence.Known(var value)) {
            fields.put("confidence", value);
        }
        return fields;
    }

    /** What {@code outcome.kind} may be. */
    public static Set<String> kinds() {
        return words(Kind.values());
    }

    /** What {@code outcome.why} may be. */
    public static Set<String> reasons() {
        Set<String> words = words(Failure.values());
        words.addAll(words(Refusal.values()));
        words.add("unsure");
        words.add("");
        return words;
    }

    private static Set<String> words(Enum<?>[] constants) {
        Set<String> words = new TreeSet<>();
        for (Enum<?> constant : constants) {
            words.add(Entry.word(constant));
        }
        return words;
    }
}
