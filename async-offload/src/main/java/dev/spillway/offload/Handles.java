package dev.spillway.offload;

import dev.spillway.core.Handle;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes handles and reads them back: {@code t_} and 32 letters for a row number and a secret of 96 bits.
 *
 * <p>A task is looked up by its number, in key order, and recognised by its secret. The number and 64 bits of
 * the secret are one AES block under a key of the store's own, so that a handle tells nothing of how many tasks there are. Thread-safe.
 */
public final class Handles {
    /** The size of {@link #newKey}. */
    public static final int KEY_BYTES = 16;

    private static final String PREFIX = "t_";
    private static final String LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford's: no i, l, o, u
    private static final int SECRET_BYTES = 12;
    private static final int BLOCK_BYTES = 16;
    private static final int BYTES = Long.BYTES + SECRET_BYTES;
    private static final int LENGTH = PREFIX.length() + BYTES * 8 / 5;
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (int value = 0; value < LETTERS.length(); value++) {
            VALUES[LETTERS.charAt(value)] = (byte) value;
        }
    }

    /** What a handle stands for. */
    public record Place(long row, Bytes secret) {}

    private final SecretKeySpec key;
    private final AtomicLong nextRow;
    private final SecureRandom random = new SecureRandom();

    /**
     * Handles from a row number on.
     *
     * @param key from {@link #newKey}, the same for the life of the store
     */
    public Handles(Bytes key, long firstRow) {
        this.key = new SecretKeySpec(key.toArray(), "AES");
        this.nextRow = new AtomicLong(firstRow);
    }

    public static Bytes newKey() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return Bytes.owned(key);
    }

    /** A place that was never given before. */
    public Place newPlace() {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return new Place(nextRow.getAndIncrement(), Bytes.owned(secret));
    }

    /** The handle of a place. */
    public Handle handle(Place place) {
        byte[] plain = ByteBuffer.allocate(BYTES)
                .putLong(place.row())
                .put(place.secret().shared())
                .array();
        return new Handle(PREFIX + letters(crypt(Cipher.ENCRYPT_MODE, plain)));
    }

    /** The place of a handle; empty where it is none of this store's. Only the secret tells whether there is a task. */
    public Optional<Place> place(Handle handle) {
        String value = handle.value();
        if (value.length() != LENGTH || !value.startsWith(PREFIX)) {
            return Optional.empty();
        }
        byte[] sealed = new byte[BYTES];
        if (!read(value, sealed)) {
            return Optional.empty();
        }
        ByteBuffer plain = ByteBuffer.wrap(crypt(Cipher.DECRYPT_MODE, sealed));
        long row = plain.getLong();
        byte[] secret = new byte[SECRET_BYTES];
        plain.get(secret);
        return row > 0 && row < nextRow.get() ? Optional.of(new Place(row, Bytes.owned(secret))) : Optional.empty();
    }

    private byte[] crypt(int mode, byte[] bytes) {
        try {
            Cipher aes = Cipher.getInstance("AES/ECB/NoPadding"); // one block, half of it random
            aes.init(mode, key);
            byte[] result = bytes.clone();
            aes.doFinal(bytes, 0, BLOCK_BYTES, result, 0);
            return result;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has AES", missing);
        }
    }

    private static String letters(byte[] bytes) {
        StringBuilder text = new StringBuilder(LENGTH);
        for (int bit = 0; bit < BYTES * 8; bit += 5) {
            text.append(LETTERS.charAt(five(bytes, bit)));
        }
        return text.toString();
    }

    private static int five(byte[] bytes, int bit) {
        int at = bit / 8;
        int two = (bytes[at] & 0xff) << 8 | (at + 1 < bytes.length ? bytes[at + 1] & 0xff : 0);
        return two >> (11 - bit % 8) & 0x1f;
    }

    private static boolean read(String value, byte[] into) {
        int held = 0;
        int bits = 0;
        int at = 0;
        for (int i = PREFIX.length(); i < LENGTH; i++) {
            char letter = value.charAt(i);
            int five = letter < VALUES.length ? VALUES[letter] : -1;
            if (five < 0) {
                return false;
            }
            held = held << 5 | five;
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                into[at++] = (byte) (held >> bits);
            }
        }
        return true;
    }
}
