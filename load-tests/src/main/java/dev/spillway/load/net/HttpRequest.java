package dev.spillway.load.net;

/** A request as the small servers see it: the path without its query, the body as UTF-8 text. */
public record HttpRequest(String method, String path, String body, boolean fromBrowser) {}
