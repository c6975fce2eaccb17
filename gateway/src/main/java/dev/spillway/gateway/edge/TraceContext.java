package dev.spillway.gateway.edge;

import dev.spillway.core.Trace;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** W3C trace context: goes on with the caller's trace, or begins one where the header is absent or malformed. */
final class TraceContext {
    private static final Pattern PARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final int PARENT_LENGTH = 55;
    private static final int STATE_MOST = 512;
    private static final HexFormat HEX = HexFormat.of();

    private TraceContext() {}

    static Trace of(@Nullable String parent, @Nullable String state, SplittableRandom random) {
        String own = HEX.toHexDigits(random.nextLong() | 1);
        if (parent == null || !isValid(parent)) {
            return new Trace(
                    HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(random.nextLong() | 1), own, "00", "");
        }
        boolean keeps = state != null && state.length() <= STATE_MOST;
        return new Trace(parent.substring(3, 35), own, parent.substring(53, 55), keeps && state != null ? state : "");
    }

    /** A header of a later version is read by the rules of version 00 on what it shares with it. */
    private static boolean isValid(String parent) {
        if (parent.length() == PARENT_LENGTH) {
            return PARENT.matcher(parent).matches();
        }
        return parent.length() > PARENT_LENGTH
                && !parent.startsWith("00")
                && parent.charAt(PARENT_LENGTH) == '-'
                && PARENT.matcher(parent.substring(0, PARENT_LENGTH)).matches();
    }
}
