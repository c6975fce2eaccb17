package dev.spillway.rules;

import dev.spillway.core.Confidence;
import dev.spillway.core.FollowUp;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a rule set makes of a situation. */
public sealed interface Decision {
    /** What the default is called where a rule's name is wanted. */
    String DEFAULT = "default";

    /** What no decision is called where a rule's name is wanted. */
    String NONE = "none";

    /** The rules before it that could not be evaluated, and so did not decide. */
    List<Passed> passed();

    /** The name of the rule that decided, {@link #DEFAULT} or {@link #NONE}. */
    String rule();

    /**
     * An answer.
     *
     * @param row the row of the rule's table, from 1; 0 where it has none
     * @param explanation why, for a person to read; also says which rules were passed over
     * @param answer plain values
     */
    record Made(
            String rule,
            int row,
            String explanation,
            Map<String, @Nullable Object> answer,
            Confidence confidence,
            FollowUp followUp,
            List<Passed> passed)
            implements Decision {
        public Made {
            passed = List.copyOf(passed);
        }
    }

    /** No rule applies, and the set says that this is right; or its default has no value. */
    record None(List<Passed> passed) implements Decision {
        public None {
            passed = List.copyOf(passed);
        }

        @Override
        public String rule() {
            return NONE;
        }
    }
}
