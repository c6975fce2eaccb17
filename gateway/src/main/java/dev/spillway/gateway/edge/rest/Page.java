package dev.spillway.gateway.edge.rest;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The API page: one file that reads {@code openapi.json} beside it and asks nothing else of anyone.
 *
 * @param policy the content security policy that lets its own script and style run, and no other
 */
record Page(Buffer html, String policy) {
    /** Reads it from the class path. Blocks. */
    static Page read() {
        try (InputStream resource = Page.class.getResourceAsStream("docs.html")) {
            if (resource == null) {
                throw new IllegalStateException("the class path has no docs.html beside " + Page.class);
            }
            String html = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
            String policy = "default-src 'none'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
                    + "frame-ancestors 'none'; script-src " + hash(html, "script") + "; style-src "
                    + hash(html, "style");
            return new Page(Buffer.buffer(html), policy);
        } catch (IOException cause) {
            throw new UncheckedIOException("docs.html can't be read", cause);
        }
    }

    /** The hash of what stands between the only tags of a name, as a policy names it. */
    private static String hash(String html, String tag) throws IOException {
        int from = html.indexOf("<" + tag + ">");
        int to = html.indexOf("</" + tag + ">");
        if (from < 0 || to < 0) {
            throw new IOException("docs.html has no " + tag);
        }
        byte[] text = html.substring(from + tag.length() + 2, to).getBytes(StandardCharsets.UTF_8);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
