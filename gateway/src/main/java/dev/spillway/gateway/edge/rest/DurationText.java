package dev.spillway.gateway.edge.rest;

import com.google.protobuf.Duration;

/** A duration by protobuf's JSON mapping: seconds with three, six or nine decimals, where there are any. */
final class DurationText {
    private static final int NANOS_DIGITS = 9;

    private DurationText() {}

    static String of(Duration duration) {
        StringBuilder text = new StringBuilder(16);
        if (duration.getSeconds() < 0 || duration.getNanos() < 0) {
            text.append('-');
        }
        text.append(Math.abs(duration.getSeconds()));
        int rest = Math.abs(duration.getNanos());
        if (rest != 0) {
            int digits = rest % 1_000_000 == 0 ? 3 : rest % 1_000 == 0 ? 6 : NANOS_DIGITS;
            text.append('.');
            int unit = 100_000_000;
            for (int i = 0; i < digits; i++) {
                text.append((char) ('0' + rest / unit % 10));
                unit /= 10;
            }
        }
        return text.append('s').toString();
    }
}
