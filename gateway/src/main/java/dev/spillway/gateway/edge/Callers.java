package dev.spillway.gateway.edge;

import dev.spillway.core.Caller;
import dev.spillway.core.Entry;
import dev.spillway.gateway.config.CallerConfig;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who may call, by API key.
 *
 * <p>A key is looked up by its SHA-256. Keys are long and random ({@code spillway key} makes them), so a plain hash is
 * enough, and the look-up leaks no more by its time than the hash of a guess.
 */
public final class Callers {
    private final @Nullable Map<String, Caller> byHash;

    private Callers(@Nullable Map<String, Caller> byHash) {
        this.byHash = byHash;
    }

    /** The callers of a configuration; one local caller where it names none. */
    public static Callers of(List<CallerConfig> configured) {
        if (configured.isEmpty()) {
            return new Callers(null);
        }
        Map<String, Caller> byHash = new HashMap<>();
        configured.forEach(caller -> byHash.put(caller.key().toLowerCase(Locale.ROOT), known(caller)));
        return new Callers(byHash);
    }

    private static Caller known(CallerConfig caller) {
        Set<String> scopes = caller.scopes().stream().map(Entry::word).collect(Collectors.toUnmodifiableSet());
        return new Caller(caller.tenant(), caller.name(), scopes, caller.priority(), Map.of());
    }

    /** Whether no keys are configured, so that whoever reaches the door may call. */
    public boolean isOpen() {
        return byHash == null;
    }

    /** Whose key this is, with the highest priority that it gives and no labels; null where it is no one's. */
    public @Nullable Caller find(String key) {
        return byHash == null ? null : byHash.get(hash(key));
    }

    /** How a key is stored. */
    public static String hash(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
