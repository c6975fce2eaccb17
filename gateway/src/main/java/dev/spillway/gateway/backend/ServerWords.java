package dev.spillway.gateway.backend;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a server says, made fit for operators' eyes: one bounded line without terminal codes or control characters.
 *
 * <p>A server's sentences may repeat the caller's input and name the server's insides. They are for logs and health, never for
 * callers, who learn the class of a failure.
 */
public final class ServerWords {
    private static final int MAX_CHARACTERS = 300;
    private static final int MAX_READ = 1 << 14;
    private static final Pattern TERMINAL_CODES = Pattern.compile("\u001b\\[[0-?]*[ -/]*[@-~]|\u009b[0-?]*["
            + " -/]*[@-~]|\u001b\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)|\u001b.");
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\p{Cf}\\u2028\\u2029]+");
    private static final String TRACEBACK = "traceback (most recent call last)";

    private ServerWords() {}

    /** The telling line of a text: of a Python traceback the last one, which names the exception; else the first. */
    public static String line(@Nullable String text) {
        return line(text, MAX_CHARACTERS);
    }

    /**
     * The telling line of a text, shortened.
     *
     * @param maxCharacters how much of it is kept, without the mark that something was left out
     */
    public static String line(@Nullable String text, int maxCharacters) {
        if (text == null || text.isBlank()) {
            return "";
        }
        boolean isTraceback = text.toLowerCase(Locale.ROOT).contains(TRACEBACK);
        String read = bounded(text, isTraceback);
        String plain = TERMINAL_CODES.matcher(read).replaceAll("");
        String telling = "";
        for (String line : plain.split("[\\r\\n\\u0085\\u2028\\u2029]+", -1)) {
            String clean = CONTROLS.matcher(line).replaceAll(" ").strip();
            if (!clean.isEmpty()) {
                telling = clean;
                if (!isTraceback) {
                    break;
                }
            }
        }
        return telling.length() <= maxCharacters ? telling : telling.substring(0, maxCharacters) + "…";
    }

    private static String bounded(String text, boolean isTraceback) {
        if (text.length() <= MAX_READ) {
            return text;
        }
        return isTraceback ? text.substring(text.length() - MAX_READ) : text.substring(0, MAX_READ);
    }

    /** A name or version that a server gave itself: as it is, unless it has to be made fit. */
    public static String name(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return line(text, MAX_CHARACTERS);
            }
        }
        return text.length() <= MAX_CHARACTERS ? text : text.substring(0, MAX_CHARACTERS) + "…";
    }
}
