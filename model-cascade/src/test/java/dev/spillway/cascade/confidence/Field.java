package dev.spillway.cascade.confidence;

import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands at a path of an answer's fields; null where there is nothing, or the answer is a stream.
 *
 * @param path names of fields, outermost first; one or more
 */
public record Field(List<String> path) implements Vote {
    public Field {
        path = List.copyOf(path);
        if (path.isEmpty()) {
            throw new IllegalArgumentException("a path has one name or more");
        }
    }

    /** A field of the answer itself. */
    public Field(String name) {
        this(List.of(name));
    }

    @Override
    public @Nullable Object of(Outcome.Answer answer) {
        Object here = answer.payload() instanceof Payload.Whole whole ? whole.fields() : null;
        for (String name : path) {
            here = here instanceof Map<?, ?> fields ? fields.get(name) : null;
        }
        return here;
    }
}
