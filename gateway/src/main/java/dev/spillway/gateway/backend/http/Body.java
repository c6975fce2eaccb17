package dev.spillway.gateway.backend.http;

import dev.spillway.gateway.config.HttpJsonConfig;
import dev.spillway.gateway.json.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a branch's input becomes the body of a request. */
@FunctionalInterface
interface Body {
    byte[] write(Map<String, @Nullable Object> input) throws Unsendable;

    /** The body that a configuration asks for; null where there is none. */
    static @Nullable Body of(HttpJsonConfig config) {
        if (config.method() == HttpJsonConfig.Method.GET) {
            if (config.body() != null) {
                throw new IllegalArgumentException("body: a GET request has none; put the fields into the URL");
            }
            return null;
        }
        return Json::write;
    }
}
