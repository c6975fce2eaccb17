package dev.spillway.gateway.backend.chat;

import dev.spillway.gateway.backend.http.HttpJsonPlan;
import dev.spillway.gateway.config.HttpJsonConfig;
import dev.spillway.gateway.config.OpenaiChatConfig;
import dev.spillway.gateway.route.InputSchema;
import org.jspecify.annotations.Nullable;

/** Makes a backend over HTTP speak the chat completions protocol. */
public final class ChatPlan {
    private static final String PATH = "/chat/completions";

    private ChatPlan() {}

    /**
     * Compiles a configuration.
     *
     * @param schema of the answer; null where any will do
     * @throws IllegalArgumentException where something in it can't work; the message says which key, what and why
     */
    public static HttpJsonPlan of(OpenaiChatConfig config, @Nullable InputSchema schema) {
        HttpJsonPlan.Wire wire = new HttpJsonPlan.Wire(
                url(config.url()),
                HttpJsonConfig.Method.POST,
                config.headers(),
                config.readiness(),
                config.replyMost(),
                config.throttledStatuses(),
                config.connections(),
                config.most(),
                config.price(),
                config.tls());
        return HttpJsonPlan.of(
                wire, new ChatProtocol(ChatRequest.of(config, schema), ChatReply.of(config, schema), config));
    }

    /** Where chats are completed, below the URL that clients are given. */
    static String url(String base) {
        if (base.indexOf('{') >= 0) {
            throw new IllegalArgumentException("url: no field of the input has a place in it");
        }
        int query = base.indexOf('?') < 0 ? base.length() : base.indexOf('?');
        String path = base.substring(0, query);
        return (path.endsWith("/") ? path.substring(0, path.length() - 1) : path) + PATH + base.substring(query);
    }
}
