package dev.spillway.gateway.cli;

import dev.spillway.gateway.json.Json;
import dev.spillway.gateway.json.MalformedJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code spillway tasks}: the durable tasks of a running gateway. */
@Command(
        name = "tasks",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Looks at the durable tasks of a running gateway, and changes them.")
public final class TasksCommand {
    private static final String TASKS = "/v1/tasks";
    private static final String EVENT = "data: ";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private interface Asking {
        void ask(PrintWriter out) throws TaskClient.Refused;
    }

    private int run(Asking asking) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            asking.ask(out);
            return 0;
        } catch (TaskClient.Refused refused) {
            err.println(refused.getMessage());
            return 1;
        } finally {
            out.flush();
            err.flush();
        }
    }

    /** Which tasks a command is about. */
    static final class Selection {
        @Option(names = "--state", paramLabel = "STATES", description = "Only in these states, separated by commas.")
        private @Nullable String states;

        @Option(names = "--route", paramLabel = "ROUTE", description = "Only of this route.")
        private @Nullable String route;

        @Option(names = "--queue", paramLabel = "QUEUE", description = "Only of this queue, such as _callback/partner.")
        private @Nullable String queue;

        @Option(names = "--tenant", paramLabel = "TENANT", description = "Only of this tenant; for operators.")
        private @Nullable String tenant;

        @Option(names = "--all", description = "Of all tenants; for operators.")
        private boolean all;

        Map<String, @Nullable String> query(@Nullable String otherStates) {
            Map<String, @Nullable String> query = new LinkedHashMap<>();
            query.put("state", otherStates != null ? otherStates : states);
            query.put("route", route);
            query.put("queue", queue);
            query.put("tenant", tenant);
            query.put("allTenants", all ? "true" : null);
            return query;
        }

        Map<String, @Nullable Object> filter() {
            Map<String, @Nullable Object> filter = new LinkedHashMap<>();
            List<String> named = new ArrayList<>();
            for (String state : (states == null ? "dead" : states).split(",", -1)) {
                named.add("TASK_STATE_" + state.strip().toUpperCase(Locale.ROOT));
            }
            filter.put("states", named);
            filter.put("route", route);
            filter.put("queue", queue);
            filter.put("tenant", tenant);
            filter.put("allTenants", all);
            return filter;
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists tasks, newest first.")
    int list(
            @Mixin TaskClient client,
            @Mixin Selection selection,
            @Option(names = "--most", defaultValue = "50", description = "At most so many.") int most) {
        return run(out -> list(out, client, selection.query(null), most));
    }

    @Command(name = "dead", mixinStandardHelpOptions = true, description = "Lists tasks that were given up, and why.")
    int dead(
            @Mixin TaskClient client,
            @Mixin Selection selection,
            @Option(names = "--most", defaultValue = "50", description = "At most so many.") int most) {
        return run(out -> list(out, client, selection.query("dead"), most));
    }

    private static void list(PrintWriter out, TaskClient client, Map<String, @Nullable String> query, int most)
            throws TaskClient.Refused {
        TaskText.heading(out);
        int shown = 0;
        do {
            query.put("pageSize", Integer.toString(Math.clamp(most - shown, 1, 200)));
            Map<String, @Nullable Object> page = client.get(TASKS + TaskClient.query(query));
            if (page.get("tasks") instanceof List<?> tasks) {
                tasks.forEach(task -> TaskText.row(out, TaskClient.fields(task)));
                shown += tasks.size();
            }
            query.put("pageToken", page.get("nextPageToken") instanceof String next ? next : null);
        } while (query.get("pageToken") != null && shown < most);
    }

    @Command(name = "get", mixinStandardHelpOptions = true, description = "Shows a task with its whole history.")
    int get(
            @Mixin TaskClient client,
            @Parameters(paramLabel = "HANDLE") String handle,
            @Option(names = "--wait", paramLabel = "TIME", description = "Wait for its end, at most a minute: 30s.")
                    @Nullable
                    String wait) {
        return run(out -> {
            Map<String, @Nullable String> query = new LinkedHashMap<>();
            query.put("wait", wait);
            TaskText.whole(out, client.get(TASKS + "/" + handle + TaskClient.query(query)));
        });
    }

    @Command(
            name = "watch",
            mixinStandardHelpOptions = true,
            description = "Shows what happens to a task, until its end.")
    int watch(@Mixin TaskClient client, @Parameters(paramLabel = "HANDLE") String handle) {
        return run(out -> {
            try (BufferedReader events = new BufferedReader(
                    new InputStreamReader(client.stream(TASKS + "/" + handle + "/events"), StandardCharsets.UTF_8))) {
                for (String line = events.readLine(); line != null; line = events.readLine()) {
                    if (line.startsWith(EVENT)) {
                        byte[] json = line.substring(EVENT.length()).getBytes(StandardCharsets.UTF_8);
                        TaskText.event(out, TaskClient.fields(Json.read(json)));
                        out.flush();
                    }
                }
            } catch (IOException | MalformedJson broken) {
                throw new TaskClient.Refused("the stream broke: " + broken.getMessage());
            }
        });
    }

    @Command(name = "cancel", mixinStandardHelpOptions = true, description = "Stops a task.")
    int cancel(
            @Mixin TaskClient client,
            @Parameters(paramLabel = "HANDLE") String handle,
            @Option(names = "--reason", defaultValue = "", description = "Why, for its history.") String reason) {
        return run(out -> TaskText.whole(out, client.post(TASKS + "/" + handle + ":cancel", Map.of("reason", reason))));
    }

    @Command(
            name = "replay",
            mixinStandardHelpOptions = true,
            description = {
                "Begins a finished task anew; or, with --id and without a handle, many.",
                "Many go at a bounded rate, for operators, by default those that are dead. Run again under the same id"
                        + " it goes on with the rest."
            })
    int replay(
            @Mixin TaskClient client,
            @Mixin Selection selection,
            @Parameters(paramLabel = "HANDLE", arity = "0..1") @Nullable String handle,
            @Option(names = "--id", paramLabel = "ID", description = "Names the replay of many.") @Nullable String id,
            @Option(names = "--dry-run", description = "Only counts.") boolean dryRun,
            @Option(names = "--reason", defaultValue = "", description = "Why, for the history.") String reason) {
        return run(out -> {
            if (handle != null) {
                TaskText.whole(out, client.post(TASKS + "/" + handle + ":replay", Map.of("reason", reason)));
            } else if (id != null) {
                Map<String, @Nullable Object> replay = new LinkedHashMap<>();
                replay.put("id", id);
                replay.put("filter", selection.filter());
                replay.put("dryRun", dryRun);
                replay.put("reason", reason);
                Map<String, @Nullable Object> begun = client.post(TASKS + ":replay", replay);
                out.println(
                        dryRun
                                ? "it would be " + begun.getOrDefault("count", 0L) + " tasks"
                                : "the replay " + id + " has begun; --dry-run tells how many are left");
            } else {
                throw new TaskClient.Refused("give a handle, or --id for many");
            }
        });
    }
}
