package dev.spillway.expressions;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * CEL as it is spoken in one place of the configuration: which variables there are, and how large an expression may be.
 *
 * <p>Standard CEL with comparison and arithmetic of numbers of different types, optional selection ({@code x.?y.orValue(0)}), and the
 * extensions for texts and {@code math}. The pattern of {@code matches} must be a literal. Compiling takes about a
 * millisecond. Thread-safe.
 */
public final class Language {
    private static final int PROBLEMS_MAX = 5; // of one expression: after a syntax error the rest is noise

    private final Set<String> variables;
    private final Limits limits;
    private final Regexes regexes;
    private final CelCompiler compiler;
    private final CelRuntime runtime;

    /**
     * A language with these variables, of any type.
     *
     * @throws IllegalArgumentException where {@link Names#problemWith} has something against a name
     */
    public Language(Set<String> variables, Limits limits) {
        variables.forEach(name -> Names.problemWith(name).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        }));
        this.variables = Set.copyOf(variables);
        this.limits = limits;
        this.regexes = new Regexes(limits);
        CelOptions options = CelOptions.current()
                .enableHeterogeneousNumericComparisons(true)
                .comprehensionMaxIterations(limits.iterationsMax())
                .maxExpressionCodePointSize(limits.sourceMax())
                .maxParseRecursionDepth(limits.depthMax())
                .maxParseExpressionNodeCount(limits.nodesMax())
                .maxRegexProgramSize(limits.regexMax())
                .build();
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(options)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addFunctionDeclarations(MixedArithmetic.declarations())
                .addLibraries(CelExtensions.optional(), CelExtensions.strings(), CelExtensions.math());
        this.variables.forEach(name -> builder.addVar(name, SimpleType.DYN));
        this.compiler = builder.build();
        this.runtime = CelRuntimeFactory.legacyCelRuntimeBuilder()
                .setOptions(options)
                .setStandardEnvironmentEnabled(false)
                .addFunctionBindings(Functions.metered(options, new Texts(limits, regexes)))
                .build();
    }

    /** The names that an expression may read. */
    public Set<String> variables() {
        return variables;
    }

    /** Compiles an expression of any type. */
    public Compilation<Expression> expression(String source) {
        return checked(source).then(ast -> compiled(source, ast));
    }

    /** Compiles an expression that must be true or false. */
    public Compilation<Condition> condition(String source) {
        return checked(source).then(ast -> {
            String arithmetic = MixedArithmetic.outermost(ast.getExpr());
            if (!arithmetic.isEmpty()) { // of which the compiler does not know the type if it is that of a request
                return rejected(1, "a condition is true or false, not the value of '" + arithmetic + "'", "");
            }
            CelKind kind = ast.getResultType().kind();
            if (kind != CelKind.BOOL && kind != CelKind.DYN) {
                String suggestion = ast.getResultType() instanceof OptionalType ? "append .orValue(false)" : "";
                return rejected(
                        1,
                        "a condition is true or false, not of type "
                                + ast.getResultType().name(),
                        suggestion);
            }
            return compiled(source, ast).then(expression -> new Compilation.Compiled<>(new Condition(expression)));
        });
    }

    /**
     * Compiles a value with expressions in it.
     *
     * @param written as read from a configuration: in maps and lists, to any depth, a string is an expression and all else
     *     stands for itself
     */
    public Compilation<Template> template(@Nullable Object written) {
        return switch (written) {
            case String source -> expression(source).then(it -> new Compilation.Compiled<>(new Template.Computed(it)));
            case Map<?, ?> map -> fields(map);
            case List<?> list -> items(list);
            case null -> new Compilation.Compiled<>(new Template.Constant(null));
            default -> new Compilation.Compiled<>(new Template.Constant(Plain.scalar(written)));
        };
    }

    private Compilation<Template> fields(Map<?, ?> map) {
        Map<String, Template> fields = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        map.forEach((key, value) -> {
            String name = String.valueOf(key);
            switch (template(value)) {
                case Compilation.Compiled<Template>(var template) -> fields.put(name, template);
                case Compilation.Rejected<Template>(var wrong) -> wrong.forEach(one -> problems.add(one.under(name)));
            }
        });
        return problems.isEmpty()
                ? new Compilation.Compiled<>(new Template.Fields(fields))
                : new Compilation.Rejected<>(problems);
    }

    private Compilation<Template> items(List<?> list) {
        List<Template> items = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String place = "[" + i + "]";
            switch (template(list.get(i))) {
                case Compilation.Compiled<Template>(var template) -> items.add(template);
                case Compilation.Rejected<Template>(var wrong) -> wrong.forEach(one -> problems.add(one.under(place)));
            }
        }
        return problems.isEmpty()
                ? new Compilation.Compiled<>(new Template.Items(items))
                : new Compilation.Rejected<>(problems);
    }

    private Compilation<CelAbstractSyntaxTree> checked(String source) {
        int length = source.codePointCount(0, source.length());
        if (length > limits.sourceMax()) {
            return rejected(1, "an expression has " + limits.sourceMax() + " characters at most, not " + length, "");
        }
        try {
            CelValidationResult result = compiler.compile(source);
            if (result.hasError()) {
                List<Problem> problems = new ArrayList<>();
                for (CelIssue issue : result.getErrors()) {
                    if (problems.size() < PROBLEMS_MAX) {
                        problems.add(Reasons.problem(issue, variables));
                    }
                }
                return new Compilation.Rejected<>(problems);
            }
            return new Compilation.Compiled<>(result.getAst());
        } catch (CelValidationException | RuntimeException | StackOverflowError unforeseen) {
            return rejected(1, "the expression can't be compiled: " + unforeseen.getMessage(), "");
        }
    }

    private Compilation<Expression> compiled(String source, CelAbstractSyntaxTree ast) {
        List<Problem> problems = Patterns.check(ast, regexes);
        if (!problems.isEmpty()) {
            return new Compilation.Rejected<>(problems);
        }
        Reads reads = Reads.of(ast, variables);
        boolean optional = ast.getResultType() instanceof OptionalType;
        try {
            CelRuntime.Program program = runtime.createProgram(ast);
            Shortcut shortcut = Shortcuts.through(ast.getExpr(), variables, regexes);
            Expression expression = new Expression(
                    source, reads, Conjuncts.of(ast), optional, shortcut, program, Steps.of(ast), limits);
            return reads.variables().isEmpty() ? constant(expression) : new Compilation.Compiled<>(expression);
        } catch (CelEvaluationException unforeseen) {
            return rejected(1, "the expression can't be compiled: " + unforeseen.getMessage(), "");
        }
    }

    /** What reads nothing has one value, and if it has none, that is known now. */
    private static Compilation<Expression> constant(Expression expression) {
        try {
            return new Compilation.Compiled<>(expression.constant());
        } catch (EvaluationFailure never) {
            return rejected(1, "it never has a value: " + never.reason(), "");
        }
    }

    private static <T> Compilation<T> rejected(int column, String message, String suggestion) {
        return new Compilation.Rejected<>(List.of(new Problem("", 1, column, message, suggestion)));
    }
}
