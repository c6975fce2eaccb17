package dev.spillway.expressions;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A compiled CEL expression, bounded in time and memory.
 *
 * <p>Immutable and thread-safe; evaluated on event loops, most often by a {@link Shortcut} in well under a microsecond.
 */
public final class Expression {
    private final String source;
    private final Reads reads;
    private final List<Conjunct> conjuncts;
    private final boolean optional;
    private final @Nullable Shortcut shortcut;
    private final CelRuntime.Program program;
    private final Steps steps;
    private final Limits limits;

    Expression(
            String source,
            Reads reads,
            List<Conjunct> conjuncts,
            boolean optional,
            @Nullable Shortcut shortcut,
            CelRuntime.Program program,
            Steps steps,
            Limits limits) {
        this.source = source;
        this.reads = reads;
        this.conjuncts = conjuncts;
        this.optional = optional;
        this.shortcut = shortcut;
        this.program = program;
        this.steps = steps;
        this.limits = limits;
    }

    /** The same expression where it reads nothing, evaluated once and for all. */
    Expression constant() throws EvaluationFailure {
        Object value = value(Variables.NONE);
        return new Expression(source, reads, conjuncts, optional, (_, _) -> value, program, steps, limits);
    }

    /** Compiles one expression. A {@link Language} compiles many at less cost. */
    public static Compilation<Expression> compile(String source, Set<String> variables, Limits limits) {
        return new Language(variables, limits).expression(source);
    }

    public String source() {
        return source;
    }

    /** The variables that it reads; a comprehension's are none. */
    public Set<String> reads() {
        return reads.variables();
    }

    /** Where it reads a field of a variable in a way that fails if the variable is an empty map. */
    public List<BareRead> bareReads() {
        return reads.bare();
    }

    /** Where it mentions a field of a variable by name, whether the field must be there or not. */
    public List<FieldRead> fieldReads() {
        return reads.fields();
    }

    /** Where a variable's field is compared with null. */
    public List<BareRead> nullComparisons() {
        return reads.nulls();
    }

    /** The variables that are known to be more than an empty map where it is true. */
    public Set<String> presumes() {
        return reads.presumed();
    }

    /** What must all be true for it to be true. */
    public List<Conjunct> conjuncts() {
        return conjuncts;
    }

    /** Whether it is of optional type, so that a null means that it has no value. */
    public boolean isOptional() {
        return optional;
    }

    /**
     * Evaluates it.
     *
     * @return a plain value: map, list, string, long, double, boolean or null; a map or list that it only hands on is the
     *     very object that was bound
     */
    public @Nullable Object value(Variables variables) throws EvaluationFailure {
        Meter meter = meter(variables);
        meter.begin(limits.workMax());
        try {
            if (shortcut != null) {
                meter.charge(steps.atOnce());
                Object value = shortcut.at(variables, meter);
                if (value != Shortcut.No.SHORTCUT) {
                    return value;
                }
            }
            return byRuntime(variables, meter);
        } catch (Meter.Exhausted exhausted) {
            throw EvaluationFailure.overLimit(source, meter, limits);
        } finally {
            meter.end();
        }
    }

    private Meter meter(Variables variables) {
        Meter shared = variables.meter();
        return shared != null ? shared : new Meter(limits.workMax());
    }

    /** Whether the CEL runtime is not needed for these values. */
    boolean takesShortcut(Variables variables) {
        Meter meter = new Meter(limits.workMax());
        meter.begin(limits.workMax());
        return shortcut != null && shortcut.at(variables, meter) != Shortcut.No.SHORTCUT;
    }

    /** The value as the CEL runtime has it. */
    @Nullable
    Object valueByRuntime(Variables variables) throws EvaluationFailure {
        Meter meter = meter(variables);
        meter.begin(limits.workMax());
        try {
            return byRuntime(variables, meter);
        } catch (Meter.Exhausted exhausted) {
            throw EvaluationFailure.overLimit(source, meter, limits);
        } finally {
            meter.end();
        }
    }

    private @Nullable Object byRuntime(Variables variables, Meter meter) throws EvaluationFailure {
        Object result;
        Meter before = Meter.enter(meter);
        try {
            result = program.trace(name -> bound(variables, name), steps.charging(meter));
        } catch (CelEvaluationException failure) {
            throw new EvaluationFailure(source, Reasons.of(failure, source));
        } catch (RuntimeException | StackOverflowError failure) { // what the runtime does not foresee
            throw new EvaluationFailure(source, Reasons.of(failure));
        } finally {
            Meter.enter(before);
        }
        return Plain.fromCel(result, source, meter);
    }

    private static Optional<Object> bound(Variables variables, String name) {
        Object value = variables.find(name);
        return value == null ? Optional.empty() : Optional.of(Plain.toCel(value));
    }

    @Override
    public String toString() {
        return source;
    }
}
