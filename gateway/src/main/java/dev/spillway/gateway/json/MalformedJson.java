package dev.spillway.gateway.json;

/** Says that some bytes are not one JSON document within our bounds. The message holds a place, never any content. */
public final class MalformedJson extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedJson(String message) {
        super(message);
    }
}
