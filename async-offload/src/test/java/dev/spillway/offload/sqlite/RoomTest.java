package dev.spillway.offload.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.testing.VirtualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoomTest {
    private static final long MIB = 1024 * 1024;

    @TempDir
    private Path directory;

    private final VirtualTime time = new VirtualTime();
    private long free = 100 * MIB;
    private Ballast ballast = new Ballast(Path.of("none"), 0);
    private Room room = new Room(ballast, 0, () -> free, time);

    @BeforeEach
    void open() {
        ballast = new Ballast(directory.resolve("ballast"), 3 * MIB + 5);
        room = new Room(ballast, 10 * MIB, () -> free, time);
        ballast.lay();
        room.look();
    }

    private void second() {
        time.advance(Duration.ofSeconds(1));
        room.idle();
    }

    @Test
    void belowTheMinimumNoTasksAreAcceptedAndWorkGoesOn() {
        assertThat(room.noTasks()).isNull();
        free = 10 * MIB - 1;
        second();
        assertThat(room.noTasks()).isNotNull();
        assertThat(room.noWork()).isNull();
        assertThat(room.trouble()).isEqualTo("less than 10485760 bytes are free on the disk of the task store");

        free = 10 * MIB;
        second();
        assertThat(room.noTasks()).isNull();
        assertThat(room.trouble()).isNull();
    }

    @Test
    void theBallastIsThereUntilTheDiskIsFullAndAgainOnceThereIsRoomForIt() throws IOException {
        assertThat(ballast.file()).hasSize(3 * MIB + 5);
        free = 0;
        room.filled(new IOException("full"));
        assertThat(ballast.file()).doesNotExist();
        assertThat(room.noTasks()).isNotNull();
        assertThat(room.noWork()).isNotNull();

        room.written(); // the end of a task, into what the ballast took up
        second();
        assertThat(room.noTasks()).isNotNull();
        assertThat(room.noWork()).isNotNull();

        free = 12 * MIB;
        second();
        assertThat(room.noTasks()).isNull();
        assertThat(room.noWork()).isNull();
        assertThat(ballast.file()).doesNotExist(); // there is no room for it yet

        free = 17 * MIB;
        second();
        assertThat(ballast.file()).hasSize(3 * MIB + 5);
    }

    @Test
    void aStoreThatIsNeverIdleGetsItsBallastAgainToo() throws IOException {
        room.filled(new IOException("full"));
        room.written();
        free = 17 * MIB;
        for (int second = 0; second < 9; second++) {
            time.advance(Duration.ofSeconds(1));
            room.busy();
            assertThat(ballast.file()).doesNotExist(); // it may fill up again at once
        }
        time.advance(Duration.ofSeconds(1));
        room.busy();
        assertThat(ballast.file()).hasSize(3 * MIB + 5);
    }

    @Test
    void aFullDiskIsBelievedForASecond() {
        room.filled(new IOException("full"));
        assertThat(room.noTasks()).isNotNull();
        time.advance(Duration.ofMillis(999));
        assertThat(room.noTasks()).isNotNull();
        time.advance(Duration.ofMillis(1));
        assertThat(room.noTasks()).isNull(); // so that someone tries
        assertThat(room.trouble()).isEqualTo("the disk of the task store is full");
        room.written();
        assertThat(room.trouble()).isNull();
    }

    @Test
    void workersThatCouldNotReportAreGivenTime() {
        assertThat(room.wasJustFull()).isFalse();
        room.filled(new IOException("full"));
        assertThat(room.wasJustFull()).isTrue();
        time.advance(Duration.ofSeconds(10));
        assertThat(room.wasJustFull()).isFalse();
    }

    @Test
    void ballastThatDoesNotFitIsLeftOut() throws IOException {
        Ballast large = new Ballast(directory.resolve("no-such-directory/ballast"), MIB);
        assertThat(large.lay()).isFalse();
        assertThat(large.release()).isFalse();
        assertThat(Files.exists(large.file())).isFalse();
    }
}
