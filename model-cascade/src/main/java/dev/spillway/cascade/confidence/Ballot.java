package dev.spillway.cascade.confidence;

import dev.spillway.core.Confidence;
import dev.spillway.core.Outcome;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The votes of one question. Of two values with as many votes the one that was heard first leads. */
final class Ballot {
    private static final class Camp {
        private final Outcome.Answer first;
        private int votes;

        private Camp(Outcome.Answer first) {
            this.first = first;
        }
    }

    private final Map<Object, Camp> camps = new LinkedHashMap<>(); // in order of their first vote
    private int counted;

    /**
     * Counts an answer.
     *
     * @param value what it says; null: nothing that another could agree with
     */
    void count(Outcome.Answer answer, @Nullable Object value) {
        counted++;
        camps.computeIfAbsent(value == null ? new Object() : comparable(value), _ -> new Camp(answer)).votes++;
    }

    /** Counts a sample that says nothing which can be used, and so agrees with none. */
    void countUnusable() {
        counted++;
    }

    /** The first answer of the leading value; null where there is none. */
    Outcome.@Nullable Answer leader() {
        Camp leading = leading();
        return leading == null ? null : leading.first;
    }

    /** The share of the samples that agree with the leader; unknown where there is only one. */
    Confidence share() {
        Camp leading = leading();
        return leading == null || counted < 2 ? Confidence.unknown() : Confidence.of((double) leading.votes / counted);
    }

    /** Whether there is a share, and so many further votes, whatever they are, leave the leader in front. */
    boolean isSettled(int open) {
        Camp leading = leading();
        if (leading == null || counted < 2 || leading.votes < open) {
            return false; // where there are fewer votes than open ones, a value not heard yet may still lead
        }
        boolean isBefore = true; // whether the others had their first vote before the leader had
        for (Camp other : camps.values()) {
            if (other.equals(leading)) {
                isBefore = false;
            } else if (other.votes + open > leading.votes || (isBefore && other.votes + open == leading.votes)) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Camp leading() {
        Camp leading = null;
        for (Camp camp : camps.values()) {
            if (leading == null || camp.votes > leading.votes) {
                leading = camp;
            }
        }
        return leading;
    }

    /** 1 and 1.0 are the same vote: documents and tensors write whole numbers either way. */
    private static Object comparable(Object value) {
        return value instanceof Number number ? (Object) number.doubleValue() : value;
    }
}
