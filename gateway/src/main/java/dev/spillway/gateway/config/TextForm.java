package dev.spillway.gateway.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a text in the configuration may have to look like. */
public enum TextForm {
    /** What a backend or a route is called: it stands in URLs, metrics and logs. */
    NAME("[a-z][a-z0-9-]{0,62}", "a name: a small letter, then small letters, digits and hyphens, 63 at most"),
    /** What a CEL expression can refer to. */
    IDENTIFIER("[A-Za-z_][A-Za-z0-9_]{0,63}", "an identifier: a letter or _, then letters, digits and _, 64 at most"),
    /** The name of an environment variable. */
    VARIABLE("[A-Za-z_][A-Za-z0-9_]*", "the name of an environment variable, such as ORDERS_TOKEN"),
    /** Something to read. */
    LINE("[^\\x00-\\x1f\\x7f]*[^\\x00-\\x20\\x7f][^\\x00-\\x1f\\x7f]*", "a text on one line"),
    /** What may follow the name of an HTTP header. */
    HEADER_VALUE("[\\x20-\\x7e]*", "the value of an HTTP header: printable ASCII on one line"),
    /** The name of an HTTP header. */
    HEADER_NAME("[!#$%&'*+.^_`|~0-9A-Za-z-]+", "the name of an HTTP header, such as x-api-version"),
    /** RFC 6901. */
    JSON_POINTER("(/([^/~]|~[01])*)*", "a JSON pointer (RFC 6901), such as /choices/0/text"),
    /** Where a service answers, seen from its host. */
    URL_PATH("/[!$&'()*+,;=:@/?._~0-9A-Za-z%-]*", "a path that begins with /, such as /healthz"),
    /** A gRPC service with its package. */
    GRPC_SERVICE(
            "[A-Za-z_][A-Za-z0-9_]*([.][A-Za-z_][A-Za-z0-9_]*)*",
            "the full name of a gRPC service, such as inference.GRPCInferenceService"),
    /** The hash of an API key. */
    KEY_HASH("sha256:[0-9a-f]{64}", "a key's hash: sha256: and 64 small hexadecimal digits");

    private final Pattern pattern;
    private final String words;

    TextForm(String regex, String words) {
        this.pattern = Pattern.compile(regex);
        this.words = words;
    }

    /** Whether a text has this form. */
    public boolean fits(String text) {
        return pattern.matcher(text).matches();
    }

    /** A text of this form that was probably meant by one that isn't; empty: none is likely. */
    public Optional<String> mended(String text) {
        String mended = switch (this) {
            case NAME -> text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
            case IDENTIFIER -> text.replaceAll("[^A-Za-z0-9_]+", "_");
            case JSON_POINTER -> "/" + text.replaceFirst("^\\$\\.?|^/", "").replace('.', '/');
            case URL_PATH -> "/" + text;
            case LINE, VARIABLE, HEADER_VALUE, HEADER_NAME, GRPC_SERVICE, KEY_HASH -> "";
        };
        return mended.isEmpty() || !fits(mended) ? Optional.empty() : Optional.of(mended);
    }

    /** The regular expression, without anchors, in the syntax that Java and ECMA-262 share. */
    public String regex() {
        return pattern.pattern();
    }

    /** The form in words, with its article: {@code a name: …}. */
    public String words() {
        return words;
    }
}
