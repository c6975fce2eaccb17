package dev.spillway.gateway.backend.http;

import dev.spillway.core.Source;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A protocol that the configuration describes: a body from a template, an answer by pointers.
 *
 * @param body null where the request has none
 */
record TemplateProtocol(@Nullable Body body, Mapping mapping) implements Protocol {
    @Override
    public byte @Nullable [] write(Map<String, @Nullable Object> input) throws Unsendable {
        return body == null ? null : body.write(input);
    }

    @Override
    public Reading read(byte[] reply, Source.Backend source) {
        return mapping.read(reply, source);
    }
}
