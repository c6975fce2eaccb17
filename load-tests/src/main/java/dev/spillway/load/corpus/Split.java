package dev.spillway.load.corpus;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * Decides by a hash of the text alone which tickets are held out, so that nobody chooses them and equal texts never
 * stand on both sides.
 *
 * @param oneIn how many tickets there are for each one held out; 2 or more
 */
record Split(int oneIn) {
    /** For the bundled corpus, which is small: a third, so that accuracy is measured on enough tickets. */
    static final Split BUNDLED = new Split(3);

    /** For a user's own corpus. */
    static final Split OWN = new Split(5);

    boolean holdsOut(String text) {
        var crc = new CRC32();
        crc.update(normal(text).getBytes(StandardCharsets.UTF_8));
        return crc.getValue() % oneIn == 0;
    }

    private static String normal(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
    }
}
