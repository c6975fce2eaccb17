package dev.spillway.core;

/**
 * The W3C trace context that a request travels in.
 *
 * @param traceId 32 lower-case hexadecimal digits
 * @param spanId 16 lower-case hexadecimal digits: the span of this gateway's work, the parent of what it calls
 * @param flags two hexadecimal digits
 * @param state the {@code tracestate} header as it came, or empty
 */
public record Trace(String traceId, String spanId, String flags, String state) {
    /** The {@code traceparent} header to send on. */
    public String parent() {
        return "00-" + traceId + "-" + spanId + "-" + flags;
    }
}
