package dev.spillway.gateway.edge.rest;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What stands at which path. */
final class Endpoints {
    private static final String ROUTES = "/v1/routes";
    private static final String ROUTE = ROUTES + "/";
    private static final String EXECUTE = ":execute";
    private static final String READS = "GET, HEAD, OPTIONS";
    private static final String RUNS = "POST, OPTIONS";
    private static final String ANY = "GET, HEAD, POST, OPTIONS";

    private final Execute execute;
    private final TaskEndpoints tasks;
    private final Map<String, Consumer<Turn>> documents;

    Endpoints(Execute execute, TaskEndpoints tasks, Documents documents) {
        this.execute = execute;
        this.tasks = tasks;
        this.documents = Map.of(
                ROUTES,
                documents::routes,
                "/openapi.json",
                documents::openApi,
                "/docs",
                documents::page,
                "/",
                documents::root);
    }

    void handle(Turn turn) {
        String path = decoded(turn.request().path());
        HttpMethod method = turn.request().method();
        if (path == null) {
            turn.refuse(Fault.MALFORMED_REQUEST.because("the path can't be decoded"));
        } else if (path.startsWith(ROUTE) && path.endsWith(EXECUTE)) {
            if (method.equals(HttpMethod.POST)) {
                execute.run(turn, path.substring(ROUTE.length(), path.length() - EXECUTE.length()));
            } else {
                other(turn, method, RUNS);
            }
        } else if (TaskEndpoints.isOne(path)) {
            tasks.handle(turn, path);
        } else if (documents.containsKey(path)) {
            if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
                documents.getOrDefault(path, _ -> {}).accept(turn);
            } else {
                other(turn, method, READS);
            }
        } else if (path.equals("*") && method.equals(HttpMethod.OPTIONS)) {
            other(turn, method, ANY);
        } else {
            turn.refuse(Fault.NOT_FOUND.because("nothing stands at this path; /docs tells what there is"));
        }
    }

    /** A method that the path doesn't have; {@code OPTIONS} is how to ask which it has. */
    static void other(Turn turn, HttpMethod method, String allowed) {
        turn.response().putHeader(HttpHeaders.ALLOW, allowed);
        if (method.equals(HttpMethod.OPTIONS)) {
            turn.reply(204);
        } else {
            turn.refuse(Fault.METHOD_NOT_ALLOWED.because("this path takes " + allowed));
        }
    }

    /** Some clients encode the colon of {@code :execute}. */
    private static @Nullable String decoded(@Nullable String path) {
        if (path == null || path.indexOf('%') < 0) {
            return path;
        }
        try {
            return QueryStringDecoder.decodeComponent(path.replace("+", "%2B"));
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
