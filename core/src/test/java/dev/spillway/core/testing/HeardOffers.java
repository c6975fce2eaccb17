package dev.spillway.core.testing;

import dev.spillway.core.Offers;
import dev.spillway.core.Outcome;
import dev.spillway.core.Partial;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** An ear that keeps all that it hears, in order. */
public final class HeardOffers implements Offers {
    private final List<Outcome.Answer> answers = new ArrayList<>();
    private final List<Supplier<Partial>> parts = new ArrayList<>();

    @Override
    public void offer(Outcome.Answer interim) {
        answers.add(interim);
    }

    @Override
    public void progress(Supplier<Partial> soFar) {
        parts.add(soFar);
    }

    public List<Outcome.Answer> answers() {
        return List.copyOf(answers);
    }

    /** What there was so far each time that a step told of its progress, asked for now. */
    public List<Partial> parts() {
        return parts.stream().map(Supplier::get).toList();
    }
}
