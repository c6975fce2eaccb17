package dev.spillway.gateway.config;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A service or model server that takes a request and gives a JSON document over HTTP. */
@Doc("A service or model server that gives a JSON document over HTTP.")
public record HttpJsonConfig(
        @Doc("The URL, http or https; {field} stands for a field of the branch's input, percent-encoded.")
        @Form(TextForm.LINE)
        String url,

        @Doc("The method.") @Default("POST") Method method,

        @Doc("Further headers of the request.") @Default("{}") @Keys(TextForm.HEADER_NAME) @Form(TextForm.HEADER_VALUE)
        Map<String, String> headers,

        @Doc("The body: a JSON document whose texts are CEL expressions over `input`. Absent: the branch's input as"
                + " it is; none for GET.")
        @Nullable
        Map<String, @Nullable Object> body,

        @Doc("What the reply is: json, or text, whose whole body (UTF-8) is read as the document {\"text\": BODY}.")
        @Default("json")
        ReplyFormat replyFormat,

        @Doc("The answer's fields, by name, each a JSON pointer (RFC 6901) into the reply. Empty: the reply's own"
                + " fields.")
        @Default("{}")
        @Keys(TextForm.LINE)
        @Form(TextForm.JSON_POINTER)
        Map<String, String> answer,

        @Doc("A JSON pointer to a confidence from 0 to 1. Absent: unknown.") @Form(TextForm.JSON_POINTER) @Nullable
        String confidence,

        @Doc("JSON pointers to what was used, for the price.") @Nullable
        UsageConfig usage,

        @Doc("A path that answers 200 when the service is ready, for health details. Absent: none is asked.")
        @Form(TextForm.URL_PATH)
        @Nullable
        String readiness,

        @Doc("The largest reply accepted.") @Default("1MiB") @Range(most = "256MiB")
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

    /** What the body of a reply is. */
    public enum ReplyFormat {
        JSON,
        TEXT
    }

    /** The methods that a backend may be asked with. */
    @Verbatim
    public enum Method {
        GET,
        POST,
        PUT
    }
}
