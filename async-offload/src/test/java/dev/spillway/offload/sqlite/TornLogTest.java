package dev.spillway.offload.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Handle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log whose end is torn, as after a loss of power, gives exactly what was committed before the tear. */
class TornLogTest extends EmbeddedTest {
    private static final int TASKS = 40;
    private static final int TEARS = 40;

    @TempDir
    private Path copies;

    @Test
    void aTornLogHoldsTheCommittedPrefix() throws Exception {
        Random random = new Random(42);
        List<Handle> accepted = new ArrayList<>();
        List<Long> lengths = new ArrayList<>(); // of the log, after each acknowledgement
        SqliteTaskStore store = open();
        for (int i = 0; i < TASKS; i++) {
            accepted.add(enqueue(store));
            lengths.add(Files.size(directory.resolve("tasks.db-wal")));
        }
        Path database = Files.copy(directory.resolve("tasks.db"), copies.resolve("tasks.db"));
        Path log = Files.copy(directory.resolve("tasks.db-wal"), copies.resolve("tasks.db-wal"));
        store.close();

        for (int i = 0; i < TEARS; i++) {
            long at = random.nextLong(lengths.getFirst(), lengths.getLast());
            boolean cut = random.nextBoolean();
            Path torn = Files.createDirectory(copies.resolve("torn-" + i));
            Files.copy(database, torn.resolve("tasks.db"));
            tear(Files.copy(log, torn.resolve("tasks.db-wal")), at, cut);
            long whole = lengths.stream().filter(length -> length <= at).count();
            try (SqliteTaskStore opened = open(new SqliteOptions(torn))) {
                for (int task = 0; task < TASKS; task++) {
                    assertThat(await(opened.find(accepted.get(task))).isPresent())
                            .as("task %d of a log that is %s at %d", task, cut ? "cut" : "flipped", at)
                            .isEqualTo(task < whole);
                }
            }
        }
    }

    /** Cuts the log, or flips a bit of it. */
    private static void tear(Path log, long at, boolean cut) throws IOException {
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (cut) {
                channel.truncate(at);
                return;
            }
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            channel.write(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 0x10)}), at);
        }
    }
}
