package dev.spillway.load.net;

/** Answers requests, now or later; called on an event loop, so it must not block. */
@FunctionalInterface
public interface HttpHandler {
    void handle(HttpRequest request, HttpReply reply);
}
