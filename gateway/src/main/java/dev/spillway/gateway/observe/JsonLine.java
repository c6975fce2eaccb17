package dev.spillway.gateway.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import dev.spillway.gateway.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/** A log event as one line of JSON, of bounded length and of printable ASCII. */
final class JsonLine {
    private static final int TEXT_MOST = 4_000;
    private static final int FRAMES_MOST = 40;
    private static final int CAUSES_MOST = 5;

    private JsonLine() {}

    static String of(ILoggingEvent event) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("time", event.getInstant().toString());
        line.put("level", event.getLevel().toString());
        line.put("logger", event.getLoggerName());
        line.put("message", bounded(event.getFormattedMessage()));
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.forEach(pair -> line.putIfAbsent(pair.key, plain(pair.value)));
        }
        IThrowableProxy error = event.getThrowableProxy();
        if (error != null) {
            line.put("error", error(error));
            line.put("stack", stack(error));
        }
        return Json.line(line);
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case Long _, Integer _, Boolean _ -> value;
            case Double number when Double.isFinite(number) -> number;
            case null -> null;
            default -> bounded(value.toString());
        };
    }

    private static String error(IThrowableProxy error) {
        return bounded(error.getClassName() + ": " + error.getMessage());
    }

    private static List<String> stack(IThrowableProxy error) {
        List<String> stack = new ArrayList<>();
        IThrowableProxy cause = error;
        for (int depth = 0; cause != null && depth < CAUSES_MOST; depth++) {
            if (depth > 0) {
                stack.add("caused by " + error(cause));
            }
            StackTraceElementProxy[] frames = cause.getStackTraceElementProxyArray();
            int own = frames.length - cause.getCommonFrames();
            for (int i = 0; i < Math.min(own, FRAMES_MOST); i++) {
                stack.add(frames[i].getStackTraceElement().toString());
            }
            cause = cause.getCause();
        }
        return stack;
    }

    private static String bounded(@Nullable String text) {
        String some = String.valueOf(text);
        return some.length() <= TEXT_MOST ? some : some.substring(0, TEXT_MOST) + "…";
    }
}
