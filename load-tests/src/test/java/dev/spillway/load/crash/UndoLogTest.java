package dev.spillway.load.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UndoLogTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream notes = new ByteArrayOutputStream();
    private Path file;

    @BeforeEach
    void aFile() throws IOException {
        file = Files.writeString(directory.resolve("file"), "hello world");
    }

    /** Changes the file as the process would, and notes it as the shim does. */
    private void write(int offset, String text) throws IOException {
        byte[] old = Files.readAllBytes(file);
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        int reaches = Math.max(0, Math.min(old.length, offset + bytes.length) - offset);
        notes.write(note(offset, bytes.length, old, offset, reaches));
        byte[] now = new byte[Math.max(old.length, offset + bytes.length)];
        System.arraycopy(old, 0, now, 0, old.length);
        System.arraycopy(bytes, 0, now, offset, bytes.length);
        Files.write(file, now);
    }

    private void truncate(int size) throws IOException {
        byte[] old = Files.readAllBytes(file);
        notes.write(note(size, old.length - size, old, size, old.length - size));
        Files.writeString(file, Files.readString(file).substring(0, size));
    }

    private static byte[] note(int offset, int length, byte[] old, int from, int before) {
        ByteBuffer note = ByteBuffer.allocate(32 + before).order(ByteOrder.LITTLE_ENDIAN);
        return note.putInt(0x53504c57)
                .putInt(before)
                .putLong(offset)
                .putLong(length)
                .putLong(old.length)
                .put(old, before == 0 ? 0 : from, before)
                .array();
    }

    private UndoLog log() throws IOException {
        return UndoLog.read(Files.write(directory.resolve("file.undo"), notes.toByteArray()));
    }

    @Test
    void whatWasNotSyncedIsTakenAwayInReverse() throws IOException {
        write(0, "HELLO");
        write(3, "XXXX");
        write(9, "longer than it was");
        truncate(4);
        write(4, "again");
        assertThat(log().changes()).isEqualTo(5);
        log().undo(file, 0, new Random(1));
        assertThat(file).hasContent("hello world");
    }

    @Test
    void aNoteThatWasBeingWrittenHasNoChangeYet() throws IOException {
        write(0, "HELLO");
        byte[] torn = note(2, 4, Files.readAllBytes(file), 2, 4);
        notes.write(torn, 0, torn.length - 1);
        assertThat(log().changes()).isEqualTo(1);
        log().undo(file, 0, new Random(1));
        assertThat(file).hasContent("hello world");
    }

    @Test
    void sectorsMayReachTheDiskUnasked() throws IOException {
        String before = "a".repeat(512 * 64);
        Files.writeString(file, before);
        write(0, "b".repeat(512 * 64));
        log().undo(file, 0.5, new Random(1));
        String torn = Files.readString(file);
        assertThat(torn).hasSameSizeAs(before).contains("a".repeat(512), "b".repeat(512));
        for (int sector = 0; sector < 64; sector++) {
            String one = torn.substring(512 * sector, 512 * (sector + 1));
            assertThat(one).isIn("a".repeat(512), "b".repeat(512));
        }
    }

    @Test
    void somethingElseIsRefused() throws IOException {
        notes.write(new byte[64]);
        assertThatThrownBy(this::log).isInstanceOf(IOException.class).hasMessageContaining("something else than notes");
    }
}
