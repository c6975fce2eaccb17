package dev.spillway.gateway.config.shape;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Paths into the document: {@code routes.triage.flow.intent.input.text}, {@code callers[0].key}, {@code headers["a.b"]}. */
public final class KeyPath {
    /** The whole document. */
    public static final String ROOT = "";

    private static final Pattern QUOTED = Pattern.compile("\\[\"((?:[^\"\\\\]|\\\\.)*)\"]");

    private KeyPath() {}

    /** The path of a key of what stands at {@code parent}. */
    public static String child(String parent, String key) {
        if (!isWord(key)) {
            return parent + "[\"" + key.replace("\\", "\\\\").replace("\"", "\\\"") + "\"]";
        }
        return parent.isEmpty() ? key : parent + "." + key;
    }

    /** The path of an entry, counted from 0, of the list at {@code parent}. */
    public static String entry(String parent, int index) {
        return parent + "[" + index + "]";
    }

    /** The path without its last part. */
    public static String parent(String path) {
        if (path.endsWith("\"]")) {
            return path.substring(0, Math.max(0, path.lastIndexOf("[\"")));
        }
        return path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
    }

    /** The path with its keys joined by dots alone, whatever is in them. */
    public static String unquoted(String path) {
        if (!path.contains("[\"")) {
            return path;
        }
        String plain = QUOTED.matcher(path)
                .replaceAll(
                        found -> "." + Matcher.quoteReplacement(found.group(1).replaceAll("\\\\(.)", "$1")));
        return plain.startsWith(".") ? plain.substring(1) : plain;
    }

    /** Whether one of the two lies in the other or is the other. */
    public static boolean touch(String left, String right) {
        return within(left, right) || within(right, left);
    }

    private static boolean within(String path, String outer) {
        return path.startsWith(outer)
                && (path.length() == outer.length()
                        || outer.isEmpty()
                        || path.charAt(outer.length()) == '.'
                        || path.charAt(outer.length()) == '[');
    }

    private static boolean isWord(String key) {
        return !key.isEmpty()
                && key.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '$');
    }
}
