package dev.spillway.gateway.cli;

import dev.spillway.gateway.json.Json;
import dev.spillway.gateway.json.MalformedJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Asks the REST door of a running gateway about its tasks; options that all of the commands have. */
final class TaskClient {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Option(
            names = "--url",
            defaultValue = "http://127.0.0.1:8080",
            paramLabel = "URL",
            description = "The gateway's REST door; ${DEFAULT-VALUE} by default.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String url;

    @Option(
            names = "--key-env",
            defaultValue = "SPILLWAY_KEY",
            paramLabel = "VARIABLE",
            description = "The environment variable with the API key, if one is needed; ${DEFAULT-VALUE} by default.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String keyVariable;

    /** What the gateway said that it does not do. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String why) {
            super(why, null, false, false);
        }
    }

    /** A query of those parameters that have a value. */
    static String query(Map<String, @Nullable String> parameters) {
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        parameters.forEach((name, value) -> {
            if (value != null) {
                query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        });
        return query.toString();
    }

    Map<String, @Nullable Object> get(String path) throws Refused {
        return object(send(request(path).GET().build(), HttpResponse.BodyHandlers.ofByteArray()));
    }

    Map<String, @Nullable Object> post(String path, Map<String, ? extends @Nullable Object> body) throws Refused {
        HttpRequest request = request(path)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(body)))
                .build();
        return object(send(request, HttpResponse.BodyHandlers.ofByteArray()));
    }

    /** A stream that goes on for as long as the gateway has something to say. */
    InputStream stream(String path) throws Refused {
        HttpRequest request =
                builder(path).header("accept", "text/event-stream").GET().build();
        HttpResponse<InputStream> reply = send(request, HttpResponse.BodyHandlers.ofInputStream());
        if (reply.statusCode() >= 300) {
            try (InputStream body = reply.body()) {
                throw refused(reply.statusCode(), body.readAllBytes());
            } catch (IOException broken) {
                throw new Refused("the gateway answered " + reply.statusCode());
            }
        }
        return reply.body();
    }

    private HttpRequest.Builder request(String path) {
        return builder(path).timeout(PATIENCE);
    }

    private HttpRequest.Builder builder(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path));
        String key = System.getenv(keyVariable);
        if (key != null && !key.isBlank()) {
            request.header("authorization", "Bearer " + key.strip());
        }
        return request;
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body) throws Refused {
        try {
            HttpClient client = HttpClient.newHttpClient(); // left open: a stream goes on after this
            return client.send(request, body);
        } catch (IOException unreachable) {
            throw new Refused("no gateway answers at " + url + ": " + unreachable + "; start one, or give --url");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Refused("interrupted");
        }
    }

    private static Map<String, @Nullable Object> object(HttpResponse<byte[]> reply) throws Refused {
        if (reply.statusCode() >= 300) {
            throw refused(reply.statusCode(), reply.body());
        }
        try {
            return fields(Json.read(reply.body()));
        } catch (MalformedJson malformed) {
            throw new Refused("the gateway's reply is no JSON: " + malformed.getMessage());
        }
    }

    private static Refused refused(int status, byte[] body) {
        try {
            Map<String, @Nullable Object> problem = fields(Json.read(body));
            return new Refused(problem.get("title") + ": " + problem.get("detail"));
        } catch (MalformedJson malformed) {
            return new Refused("the gateway answered " + status);
        }
    }

    static Map<String, @Nullable Object> fields(@Nullable Object object) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        if (object instanceof Map<?, ?> map) {
            map.forEach((name, value) -> fields.put(String.valueOf(name), value));
        }
        return fields;
    }
}
