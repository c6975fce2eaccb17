package dev.spillway.gateway;

import dev.spillway.expressions.Compilation;
import dev.spillway.expressions.Condition;
import dev.spillway.expressions.Language;
import dev.spillway.expressions.Limits;
import dev.spillway.expressions.Problem;
import dev.spillway.gateway.config.BackendConfig;
import dev.spillway.gateway.config.BranchConfig;
import dev.spillway.gateway.config.ConfigProblem;
import dev.spillway.gateway.config.EndConfig;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.RouteConfig;
import dev.spillway.gateway.config.RouteOffloadConfig;
import dev.spillway.gateway.config.bind.Point;
import dev.spillway.gateway.config.bind.Sources;
import dev.spillway.gateway.config.shape.KeyPath;
import dev.spillway.gateway.flow.BranchSource;
import dev.spillway.gateway.flow.Ending;
import dev.spillway.gateway.flow.FlowPlan;
import dev.spillway.gateway.flow.FlowSource;
import dev.spillway.gateway.offload.When;
import dev.spillway.gateway.route.InputSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compiles the routes of a configuration: their schemas and their flows. Reads files: not on an event loop. */
final class RouteCompiler {
    private static final EndConfig ALL = new EndConfig(false, 0, null);

    /** What expressions call the answer of the backend that a task calls. */
    private static final String RESULT = "result";

    private final GatewayConfig config;
    private final Sources sources;
    private final List<ConfigProblem> problems = new ArrayList<>();

    /** One route, compiled. */
    record CompiledRoute(
            RouteConfig config,
            InputSchema input,
            CompiledFlow flow,
            @Nullable CompiledOffload offload) {}

    /**
     * What a route's tasks do.
     *
     * @param flow null for the route's own
     * @param branches of the flow, as a route's
     * @param earlier the branches of the route's own flow that it reads
     */
    record CompiledOffload(
            When when, @Nullable CompiledFlow flow, Map<String, BranchConfig> branches, Set<String> earlier) {}

    /**
     * A flow and the flows within it.
     *
     * @param within by the name of the branch
     */
    record CompiledFlow(FlowPlan plan, Map<String, CompiledFlow> within) {}

    /** What came of it: routes where there are no problems. */
    record Result(Map<String, CompiledRoute> routes, List<ConfigProblem> problems) {}

    private RouteCompiler(GatewayConfig config, Sources sources) {
        this.config = config;
        this.sources = sources;
    }

    static Result compile(GatewayConfig config, Sources sources) {
        RouteCompiler compiler = new RouteCompiler(config, sources);
        Map<String, CompiledRoute> routes = new LinkedHashMap<>();
        config.routes().forEach((name, route) -> {
            String path = KeyPath.child("routes", name);
            InputSchema input = compiler.schema(path, route);
            CompiledFlow flow = compiler.flow(
                    path,
                    route.flow(),
                    route.end(),
                    route.answer().isEmpty() ? null : route.answer(),
                    route.confidence());
            CompiledOffload offload = compiler.offload(path, route);
            if (input != null && flow != null && (offload != null || route.offload() == null)) {
                routes.put(name, new CompiledRoute(route, input, flow, offload));
            }
        });
        return new Result(routes, compiler.problems);
    }

    /** The branches that a branch reads, for the check of least times. */
    static Set<String> reads(BranchConfig branch, Set<String> siblings) {
        Set<String> variables = new HashSet<>(siblings);
        variables.add("request");
        Language language = new Language(variables, Limits.DEFAULT);
        Set<String> reads = new HashSet<>();
        if (branch.input() != null
                && language.template(branch.input()) instanceof Compilation.Compiled<?>(var template)
                && template instanceof dev.spillway.expressions.Template input) {
            reads.addAll(input.reads());
        }
        if (branch.when() != null
                && language.condition(branch.when()) instanceof Compilation.Compiled<?>(var condition)
                && condition instanceof dev.spillway.expressions.Condition when) {
            reads.addAll(when.reads());
        }
        reads.retainAll(siblings);
        return reads;
    }

    private @Nullable InputSchema schema(String path, RouteConfig route) {
        if (route.input() == null) {
            return InputSchema.ANY;
        }
        try {
            return InputSchema.read(route.input());
        } catch (IllegalArgumentException unreadable) {
            problems.add(sources.problem(path + ".input", String.valueOf(unreadable.getMessage()), ""));
            return null;
        }
    }

    private @Nullable CompiledFlow flow(
            String path,
            Map<String, BranchConfig> branches,
            @Nullable EndConfig end,
            @Nullable Map<String, @Nullable Object> answer,
            @Nullable String confidence) {
        Map<String, CompiledFlow> within = new LinkedHashMap<>();
        List<BranchSource> written = new ArrayList<>();
        boolean whole = within(path, branches, within, written);
        return compiled(
                path, new FlowSource(written, answer, confidence, ending(end == null ? ALL : end)), whole, within);
    }

    /** Collects branches as they are written, and compiles the flows within; false where one of those is wrong. */
    private boolean within(
            String path,
            Map<String, BranchConfig> branches,
            Map<String, CompiledFlow> within,
            List<BranchSource> written) {
        boolean whole = true;
        for (Map.Entry<String, BranchConfig> one : branches.entrySet()) {
            BranchConfig branch = one.getValue();
            written.add(
                    new BranchSource(one.getKey(), branch.input(), branch.when(), branch.optional(), least(branch)));
            if (branch.flow() != null) {
                CompiledFlow inner = flow(
                        KeyPath.child(path + ".flow", one.getKey()),
                        branch.flow(),
                        branch.end(),
                        branch.answer(),
                        null);
                whole &= inner != null;
                if (inner != null) {
                    within.put(one.getKey(), inner);
                }
            }
        }
        return whole;
    }

    private @Nullable CompiledFlow compiled(
            String path, FlowSource source, boolean whole, Map<String, CompiledFlow> within) {
        return switch (FlowPlan.compile(source)) {
            case Compilation.Compiled<FlowPlan>(var plan) -> whole ? new CompiledFlow(plan, within) : null;
            case Compilation.Rejected<FlowPlan>(var rejected) -> {
                rejected.forEach(problem -> problems.add(located(path, problem)));
                yield null;
            }
        };
    }

    private @Nullable CompiledOffload offload(String routePath, RouteConfig route) {
        RouteOffloadConfig offload = route.offload();
        if (offload == null) {
            return null;
        }
        String path = routePath + ".offload";
        When when = when(path, offload.when());
        Map<String, BranchConfig> branches = branches(offload);
        if (branches.isEmpty()) {
            return when == null ? null : new CompiledOffload(when, null, branches, Set.of());
        }
        Set<String> names = new HashSet<>(route.flow().keySet());
        names.addAll(branches.keySet());
        Set<String> earlier = new TreeSet<>();
        branches.values().forEach(branch -> earlier.addAll(reads(branch, names)));
        Object answer = offload.answer();
        if (answer != null) {
            earlier.addAll(reads(asking(null, offload.answer()), names));
        } else {
            Map<String, @Nullable Object> each = new LinkedHashMap<>();
            branches.keySet().forEach(branch -> each.put(branch, branch));
            answer = branches.size() == 1 ? branches.keySet().iterator().next() : each;
        }
        earlier.removeAll(branches.keySet());
        CompiledFlow flow = taskFlow(path, branches, earlier, answer);
        return when == null || flow == null ? null : new CompiledOffload(when, flow, branches, earlier);
    }

    /** A call of a backend is a flow of one branch. */
    private static Map<String, BranchConfig> branches(RouteOffloadConfig offload) {
        if (offload.flow() != null) {
            return offload.flow();
        }
        return offload.backend() == null ? Map.of() : Map.of(RESULT, asking(offload.backend(), offload.input()));
    }

    private static BranchConfig asking(@Nullable String backend, @Nullable Map<String, @Nullable Object> input) {
        return new BranchConfig(backend, null, null, null, input, null, false, null, null);
    }

    private @Nullable When when(String path, String written) {
        return switch (written) {
            case When.ALWAYS -> new When.Always();
            case When.ON_REQUEST -> new When.OnRequest();
            default ->
                switch (new Language(Set.of("request", "answer"), Limits.DEFAULT).condition(written)) {
                    case Compilation.Compiled<Condition>(var condition) -> new When.Holds(condition);
                    case Compilation.Rejected<Condition>(var rejected) -> {
                        rejected.forEach(problem -> problems.add(located(path, problem.under("when"))));
                        yield null;
                    }
                };
        };
    }

    private @Nullable CompiledFlow taskFlow(
            String path, Map<String, BranchConfig> branches, Set<String> earlier, Object answer) {
        Map<String, CompiledFlow> within = new LinkedHashMap<>();
        List<BranchSource> written = new ArrayList<>();
        boolean whole = within(path, branches, within, written);
        earlier.forEach(name -> written.add(BranchSource.optional(name, null)));
        return compiled(path, new FlowSource(written, answer, null, new Ending.All()), whole, within);
    }

    private ConfigProblem located(String path, Problem problem) {
        return sources.problem(
                path + "." + problem.path(),
                new Point(problem.line(), problem.column()),
                problem.message(),
                problem.suggestion());
    }

    private static Ending ending(EndConfig end) {
        if (end.first()) {
            return new Ending.First(List.of());
        }
        return end.quorum() > 0 ? new Ending.Quorum(end.quorum(), List.of(), end.on()) : new Ending.All();
    }

    private Duration least(BranchConfig branch) {
        if (branch.least() != null) {
            return branch.least();
        }
        BackendConfig backend = branch.call() == null ? null : config.backends().get(branch.call());
        return backend == null ? Duration.ZERO : backend.least();
    }
}
