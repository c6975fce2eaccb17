package dev.spillway.gateway.cache;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes plain values into a digest so that two are written alike exactly where they are equal: each value begins with its
 * kind, and what has no fixed length with its length. The fields of a map are in the order of their names; a number that is
 * whole is written as a long where it fits one.
 *
 * <p>Texts are written in the units that they consist of, so that broken ones, too, differ from all others.
 */
final class Canonical {
    private static final double LONG_END = 0x1p63; // the least double above all longs

    private final MessageDigest digest = sha256();
    private final ByteBuffer buffer = ByteBuffer.allocate(1024);

    Canonical value(@Nullable Object value) {
        switch (value) {
            case null -> kind('n');
            case String text -> text(text);
            case Boolean truth -> kind(truth ? 't' : 'f');
            case Long whole -> whole(whole);
            case Integer whole -> whole(whole);
            case Double number -> number(number);
            case Map<?, ?> fields -> fields(fields);
            case List<?> list -> {
                kind('l');
                length(list.size());
                list.forEach(this::value);
            }
            default ->
                throw new IllegalArgumentException(
                        "an input has plain values, no " + value.getClass().getName());
        }
        return this;
    }

    Canonical text(String text) {
        kind('s');
        length(text.length());
        for (int i = 0; i < text.length(); i++) {
            room(Character.BYTES);
            buffer.putChar(text.charAt(i));
        }
        return this;
    }

    Key digest() {
        flush();
        ByteBuffer bytes = ByteBuffer.wrap(digest.digest());
        return new Key(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
    }

    private void fields(Map<?, ?> fields) {
        kind('m');
        length(fields.size());
        Object[] names = fields.keySet().toArray();
        Arrays.sort(names);
        for (Object name : names) {
            text((String) name);
            value(fields.get(name));
        }
    }

    private void number(double number) {
        if (number >= -LONG_END && number < LONG_END && number == (long) number) {
            whole((long) number);
        } else {
            kind('d');
            room(Double.BYTES);
            buffer.putDouble(number);
        }
    }

    private void whole(long number) {
        kind('i');
        room(Long.BYTES);
        buffer.putLong(number);
    }

    private void kind(char kind) {
        room(1);
        buffer.put((byte) kind);
    }

    private void length(int length) {
        room(Integer.BYTES);
        buffer.putInt(length);
    }

    private void room(int bytes) {
        if (buffer.remaining() < bytes) {
            flush();
        }
    }

    private void flush() {
        digest.update(buffer.flip());
        buffer.clear();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) { // every Java has it
            throw new IllegalStateException(missing);
        }
    }
}
