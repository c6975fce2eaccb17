package dev.spillway.gateway.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A language model behind the chat completions protocol of OpenAI, asked for whole answers. */
@Doc("A language model behind the chat completions protocol of OpenAI: vLLM, SGLang, llama.cpp, Ollama, LiteLLM, the"
        + " clouds. docs/backends.md says how they differ.")
public record OpenaiChatConfig(
        @Doc("The URL of the server's API, as clients of OpenAI's take it, such as http://127.0.0.1:8000/v1;"
                + " /chat/completions is appended, before a query.")
        @Form(TextForm.LINE)
        String url,

        @Doc("The model's name on the server.") @Form(TextForm.LINE)
        String model,

        @Doc("What the model is told before all messages: a text as it stands, no expression. Absent: nothing.")
        @Nullable
        String system,

        @Doc("What the model is asked, in order.") @Range(least = "1")
        List<ChatMessageConfig> messages,

        @Doc("The answer as JSON. Absent: the answer is a text, in its field `text`.") @Nullable
        ChatJsonConfig json,

        @Doc("The most tokens that an answer has. One that needs more is cut off, and then no answer.")
        @Default("256")
        @Range(least = "1", most = "1000000")
        int maxTokens,

        @Doc("What the server calls that: max-tokens (`max_tokens`), or max-completion-tokens"
                + " (`max_completion_tokens`, which OpenAI's reasoning models want).")
        @Default("max-tokens")
        MaxTokensName maxTokensName,

        @Doc("How freely tokens are drawn; 0: always the likeliest. Absent: the server's choice.")
        @Range(least = "0", most = "2")
        @Nullable
        Double temperature,

        @Doc("Makes a repeat give the same answer, where the server can. Absent: none.") @Nullable
        Integer seed,

        @Doc("How many of the likeliest tokens the reply lists for each place, with their log-probabilities, for"
                + " `confidence.expression` to read.")
        @Default("0")
        @Range(least = "0", most = "20")
        int topLogprobs,

        @Doc("Further fields of the request's body, as they stand; none that a key here sets.") @Default("{}")
        Map<String, @Nullable Object> extra,

        @Doc("Where the answer's confidence comes from. Absent: it is unknown.") @Nullable
        ChatConfidenceConfig confidence,

        @Doc("Further headers of the request.") @Default("{}") @Keys(TextForm.HEADER_NAME) @Form(TextForm.HEADER_VALUE)
        Map<String, String> headers,

        @Doc("A path that answers 200 when the server is ready, for health details: /health of vLLM, SGLang and"
                + " llama.cpp. Absent: none is asked.")
        @Form(TextForm.URL_PATH)
        @Nullable
        String readiness,

        @Doc("The largest reply accepted.") @Default("4MiB") @Range(most = "256MiB")
        Size replyMost,

        @Doc("Further HTTP statuses that say that the server has too much to do, such as 503. 429, 529 and a 503"
                + " that says so always do.")
        @Default("[]")
        Set<Integer> throttledStatuses,

        @Doc("How many connections each event loop keeps.") @Default("64") @Range(least = "1", most = "10000")
        int connections,

        @Doc("The longest time that one attempt gets, from the request to the reply's last byte.")
        @Range(above = "0ms", most = "1h")
        Duration most,

        @Doc("The time below which an attempt is not worth starting.") @Default("1ms") @Range(least = "0ms")
        Duration least,

        @Doc("What it costs.") @Default("{}") PriceConfig price,

        @Doc("How many attempts may be in flight at once. While there are several tenants, none of them has more than"
                + " its share.")
        @Default("1024")
        @Range(least = "1")
        int limit,

        @Doc("When attempts are refused because the backend has been failing.") @Default("{}")
        BreakerConfig breaker,

        @Doc("A second attempt where the first is slow. Absent: none.") @Nullable
        HedgeConfig hedge,

        @Doc("What is shown to the server. Absent: nothing.") @Nullable
        CredentialsConfig credentials,

        @Doc("TLS to the server, where the URL says https. Absent: the platform's authorities.") @Nullable
        ClientTlsConfig tls)
        implements BackendConfig {

    /** What servers call the bound on an answer's tokens. */
    public enum MaxTokensName {
        MAX_TOKENS,
        MAX_COMPLETION_TOKENS
    }

    /** Whether the reply has to bring log-probabilities. */
    public boolean needsLogprobs() {
        return topLogprobs > 0 || (confidence != null && confidence.logprobs() != null);
    }
}
