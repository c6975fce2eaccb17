package dev.spillway.gateway.cli;

import dev.spillway.gateway.json.Json;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tasks as lines of text. */
final class TaskText {
    private static final String ROW = "%-34s  %-10s  %-20s  %-8s  %-24s  %s%n";

    private TaskText() {}

    static void heading(PrintWriter out) {
        out.printf(Locale.ROOT, ROW, "HANDLE", "STATE", "ROUTE OR QUEUE", "ATTEMPT", "CREATED", "REASON");
    }

    static void row(PrintWriter out, Map<String, @Nullable Object> task) {
        String what = text(task, "route").isEmpty() ? text(task, "queue") : text(task, "route");
        out.printf(
                Locale.ROOT,
                ROW,
                text(task, "handle"),
                state(task),
                what,
                number(task, "attempt") + "/" + number(task, "attemptsMost"),
                text(task, "created"),
                text(task, "reason"));
    }

    /** All of a task: where it stands, what came out, and what happened. */
    static void whole(PrintWriter out, Map<String, @Nullable Object> task) {
        for (String name :
                List.of("handle", "route", "queue", "tenant", "worker", "created", "runAt", "deadline", "finished")) {
            line(out, name, text(task, name));
        }
        line(out, "state", state(task));
        line(out, "reason", text(task, "reason"));
        line(out, "attempt", number(task, "attempt") + " of " + number(task, "attemptsMost"));
        Map<String, @Nullable Object> result = TaskClient.fields(task.get("result"));
        if (!result.isEmpty()) {
            line(out, "answer", new String(Json.write(result.get("answer")), StandardCharsets.UTF_8));
        }
        if (task.get("history") instanceof List<?> history && !history.isEmpty()) {
            out.println();
            history.forEach(event -> event(out, TaskClient.fields(event)));
        }
    }

    static void event(PrintWriter out, Map<String, @Nullable Object> event) {
        String by = text(event, "by");
        String reason = text(event, "reason");
        out.printf(
                Locale.ROOT,
                "%s  %-11s %-10s%s%s%n",
                text(event, "at"),
                text(event, "kind"),
                state(event),
                by.isEmpty() ? "" : "  by " + by,
                reason.isEmpty() ? "" : "  " + reason);
    }

    private static void line(PrintWriter out, String name, String value) {
        if (!value.isEmpty()) {
            out.printf(Locale.ROOT, "%-9s %s%n", name, value);
        }
    }

    static String state(Map<String, @Nullable Object> task) {
        return text(task, "state").replace("TASK_STATE_", "").toLowerCase(Locale.ROOT);
    }

    static String text(Map<String, @Nullable Object> task, String name) {
        return task.get(name) instanceof String text ? text : "";
    }

    private static long number(Map<String, @Nullable Object> task, String name) {
        return task.get(name) instanceof Number number ? number.longValue() : 0;
    }
}
