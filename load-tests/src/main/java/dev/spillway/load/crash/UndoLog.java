package dev.spillway.load.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** What a file was before the changes since its last sync, as {@code powercut.c} notes it. */
final class UndoLog {
    private static final int MAGIC = 0x53504c57;
    private static final int HEADER_BYTES = 32;
    private static final int SECTOR = 512;

    /**
     * One change.
     *
     * @param before what lay there, as far as the file reached
     * @param length how far the change reaches
     * @param size of the file before it
     */
    private record Note(long offset, long length, long size, ByteBuffer before) {}

    private final List<Note> notes;

    private UndoLog(List<Note> notes) {
        this.notes = notes;
    }

    /** Reads the notes. A last one that is not whole has no change yet: it was being written when the process was killed. */
    static UndoLog read(Path path) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        List<Note> notes = new ArrayList<>();
        while (bytes.remaining() >= HEADER_BYTES) {
            if (bytes.getInt() != MAGIC) {
                throw new IOException(path + " holds something else than notes");
            }
            int before = bytes.getInt();
            long offset = bytes.getLong();
            long length = bytes.getLong();
            long size = bytes.getLong();
            if (before > bytes.remaining()) {
                break;
            }
            notes.add(new Note(offset, length, size, bytes.slice(bytes.position(), before)));
            bytes.position(bytes.position() + before);
        }
        return new UndoLog(notes);
    }

    int changes() {
        return notes.size();
    }

    /**
     * Puts a file back, but for a share of the sectors that were written.
     *
     * @param kept the share that reached the disk although nobody had asked for it, from 0 to 1
     */
    void undo(Path file, double kept, Random random) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Map<Long, ByteBuffer> sectors = chosen(channel, kept, random);
            for (Note note : notes.reversed()) {
                write(channel, note.before().duplicate(), note.offset());
                if (channel.size() > note.size()) {
                    channel.truncate(note.size());
                }
            }
            for (Map.Entry<Long, ByteBuffer> sector : sectors.entrySet()) {
                write(channel, sector.getValue(), sector.getKey());
            }
        }
    }

    /** Some of the sectors that were written, as they are now. */
    private Map<Long, ByteBuffer> chosen(FileChannel channel, double kept, Random random) throws IOException {
        Map<Long, ByteBuffer> sectors = new TreeMap<>();
        Set<Long> drawn = new HashSet<>();
        for (Note note : notes) {
            long end = Math.min(channel.size(), note.offset() + note.length());
            for (long at = note.offset() / SECTOR * SECTOR; at < end; at += SECTOR) {
                if (drawn.add(at) && random.nextDouble() < kept) {
                    ByteBuffer sector = ByteBuffer.allocate((int) Math.min(SECTOR, channel.size() - at));
                    while (sector.hasRemaining() && channel.read(sector, at + sector.position()) > 0) {}
                    sectors.put(at, sector.flip());
                }
            }
        }
        return sectors;
    }

    private static void write(FileChannel channel, ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }
}
