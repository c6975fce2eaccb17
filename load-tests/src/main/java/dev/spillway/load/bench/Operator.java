package dev.spillway.load.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** What the gateway says of itself at its operator door. */
final class Operator implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpRequest metrics;

    Operator(int port) {
        metrics = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .timeout(Duration.ofSeconds(10))
                .build();
    }

    /** The sum of a metric over all label values that contain a text. */
    double sum(String metric, String labels) throws IOException, InterruptedException {
        return http.send(metrics, HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith(metric + "{") && line.contains(labels))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void close() {
        http.close();
    }
}
