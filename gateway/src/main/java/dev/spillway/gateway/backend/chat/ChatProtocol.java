package dev.spillway.gateway.backend.chat;

import dev.spillway.core.Failure;
import dev.spillway.core.Source;
import dev.spillway.gateway.backend.Usage;
import dev.spillway.gateway.backend.http.ErrorReply;
import dev.spillway.gateway.backend.http.Protocol;
import dev.spillway.gateway.backend.http.Statuses;
import dev.spillway.gateway.backend.http.Unsendable;
import dev.spillway.gateway.config.OpenaiChatConfig;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The chat completions protocol, for whole answers. */
record ChatProtocol(ChatRequest request, ChatReply reply, OpenaiChatConfig config) implements Protocol {
    /** English has about four; other languages and code have fewer. */
    private static final int BYTES_PER_TOKEN = 3;

    /** What says, with status 429, that there is no money left: no waiting helps. */
    private static final Set<String> NO_MONEY = Set.of("insufficient_quota", "billing_hard_limit_reached");

    @Override
    public byte[] write(Map<String, @Nullable Object> input) throws Unsendable {
        return request.write(input);
    }

    @Override
    public Usage foreseen(byte @Nullable [] body) {
        int bytes = body == null ? 0 : body.length;
        return new Usage(Math.ceilDiv(bytes, BYTES_PER_TOKEN), 0, config.maxTokens());
    }

    @Override
    public Reading read(byte[] body, Source.Backend source) {
        return reply.read(body, source);
    }

    @Override
    public Failure failure(int status, boolean saysWhen, ErrorReply error) {
        if (status == 429 && NO_MONEY.contains(error.word())) {
            return Failure.REJECTED;
        }
        return Statuses.failure(status, saysWhen, error);
    }
}
