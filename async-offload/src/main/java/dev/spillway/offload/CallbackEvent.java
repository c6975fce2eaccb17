package dev.spillway.offload;

import dev.spillway.core.Handle;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * What a callback tells: the input of the internal task that delivers it, written with the end that it tells of.
 *
 * @param task the task that ended
 * @param kind its kind
 * @param state how it ended
 * @param at when
 * @param replays how often it had been begun anew
 */
public record CallbackEvent(Handle task, String endpoint, String kind, TaskState state, Instant at, int replays) {
    private static final int FORMAT = 1;

    public Bytes encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            out.writeUTF(task.value());
            out.writeUTF(endpoint);
            out.writeUTF(kind);
            out.writeByte(state.code());
            out.writeLong(at.toEpochMilli());
            out.writeInt(replays);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Bytes.owned(bytes.toByteArray());
    }

    /** The inverse of {@link #encode}. */
    public static CallbackEvent decode(Bytes bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.shared()))) {
            int format = in.readUnsignedByte();
            if (format != FORMAT) {
                throw new IllegalArgumentException("a callback of format " + format + ", not " + FORMAT);
            }
            return new CallbackEvent(
                    new Handle(in.readUTF()),
                    in.readUTF(),
                    in.readUTF(),
                    TaskState.of(in.readUnsignedByte()),
                    Instant.ofEpochMilli(in.readLong()),
                    in.readInt());
        } catch (IOException broken) {
            throw new IllegalArgumentException("not a callback: " + broken.getMessage(), broken);
        }
    }
}
