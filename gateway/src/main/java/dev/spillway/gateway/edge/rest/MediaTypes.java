package dev.spillway.gateway.edge.rest;

import dev.spillway.gateway.edge.Problem;
import io.vertx.core.http.HttpVersion;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The forms of bodies that the door takes and gives. */
final class MediaTypes {
    static final String JSON = "application/json";

    private MediaTypes() {}

    /** What is wrong with the forms that a request has and wants; null where nothing is. */
    static @Nullable Problem check(Head head, Accepts accepts, @Nullable HttpVersion version) {
        if (!isJson(head.contentType())) {
            return Fault.UNSUPPORTED_MEDIA_TYPE.because("send JSON in UTF-8, with Content-Type: " + JSON);
        }
        if (head.contentEncoding() != null && !head.contentEncoding().trim().equalsIgnoreCase("identity")) {
            return Fault.UNSUPPORTED_MEDIA_TYPE.because("send the body without a Content-Encoding");
        }
        if (accepts == Accepts.NEITHER) {
            return Fault.NOT_ACCEPTABLE.because("accept " + JSON + " or text/event-stream");
        }
        if (accepts == Accepts.EVENTS && version == HttpVersion.HTTP_1_0) {
            return Fault.NOT_ACCEPTABLE.because("event streams need HTTP/1.1");
        }
        return null;
    }

    private static boolean isJson(@Nullable String type) {
        if (type == null) {
            return false;
        }
        if (type.equals(JSON)) {
            return true;
        }
        String[] parts = type.toLowerCase(Locale.ROOT).split(";", -1);
        boolean utf8 = true;
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].trim().replace("\"", "");
            utf8 &= !parameter.startsWith("charset=") || parameter.equals("charset=utf-8");
        }
        return utf8 && parts[0].trim().equals(JSON);
    }
}
