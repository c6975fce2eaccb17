package dev.spillway.gateway.edge.rest;

import com.google.protobuf.Timestamp;
import dev.spillway.core.Violation;
import dev.spillway.core.Violations;
import dev.spillway.proto.v1.ListTasksRequest;
import dev.spillway.proto.v1.TaskState;
import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which tasks a query asks for: {@code ?state=dead,expired&route=triage&pageSize=20}. */
final class TaskQuery {
    private TaskQuery() {}

    /** Reads a query; tells what is wrong with it. */
    static Violations read(MultiMap query, ListTasksRequest.Builder into) {
        Violations wrong = new Violations();
        for (Map.Entry<String, String> one : query) {
            Violation violation = read(one.getKey(), one.getValue(), into);
            if (violation != null) {
                wrong.add(violation.field(), violation.problem(), violation.mend());
            }
        }
        return wrong;
    }

    private static @Nullable Violation read(String name, String value, ListTasksRequest.Builder into) {
        switch (name) {
            case "state" -> {
                return states(value, into);
            }
            case "route" -> into.setRoute(value);
            case "queue" -> into.setQueue(value);
            case "tenant" -> into.setTenant(value);
            case "allTenants" -> into.setAllTenants(!value.equals("false"));
            case "parent" -> into.setParent(value);
            case "createdFrom", "createdBefore" -> {
                return time(name, value, into);
            }
            case "pageSize" -> {
                if (!value.matches("[0-9]{1,6}")) {
                    return new Violation(name, "it is no number", "send one from 1 to 200");
                }
                into.setPageSize(Integer.parseInt(value));
            }
            case "pageToken" -> into.setPageToken(value);
            default -> {
                return new Violation(
                        name,
                        "the query has no such name",
                        "use state, route, queue, tenant, allTenants, parent, createdFrom, createdBefore, pageSize,"
                                + " pageToken");
            }
        }
        return null;
    }

    private static @Nullable Violation states(String value, ListTasksRequest.Builder into) {
        for (String word : value.split(",", -1)) {
            TaskState state = null;
            for (TaskState known : TaskState.values()) {
                if (known.name().equals("TASK_STATE_" + word.trim().toUpperCase(Locale.ROOT))) {
                    state = known;
                }
            }
            if (state == null || state == TaskState.TASK_STATE_UNSPECIFIED) {
                return new Violation(
                        "state",
                        "there is no such state",
                        "use scheduled, ready, running, waiting, succeeded, cancelled, expired or dead");
            }
            into.addStates(state);
        }
        return null;
    }

    private static @Nullable Violation time(String name, String value, ListTasksRequest.Builder into) {
        try {
            Instant at = Instant.parse(value);
            Timestamp.Builder timestamp =
                    Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano());
            var _ = name.equals("createdFrom") ? into.setCreatedFrom(timestamp) : into.setCreatedBefore(timestamp);
            return null;
        } catch (DateTimeException malformed) {
            return new Violation(name, "it is no time", "send one such as 2026-01-31T12:00:00Z");
        }
    }
}
