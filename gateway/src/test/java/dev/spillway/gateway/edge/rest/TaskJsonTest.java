package dev.spillway.gateway.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.spillway.gateway.edge.Structs;
import dev.spillway.proto.v1.CompleteTaskRequest;
import dev.spillway.proto.v1.SubmitTaskRequest;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Numbers of tasks are read and written as those of calls. */
class TaskJsonTest {
    @Test
    void aNumberThatADoubleWouldChangeIsRefusedWithItsPlace() {
        assertThatExceptionOfType(InvalidProtocolBufferException.class)
                .isThrownBy(() -> TaskJson.read(
                        Buffer.buffer("{\"input\": {\"ids\": [1, 9007199254740993]}}"), SubmitTaskRequest.newBuilder()))
                .withMessageStartingWith("input.ids[1]: ")
                .withMessageContaining("string of digits");
    }

    @Test
    void wholeNumbersAreWrittenWholeAndLargeOnesAsDigits() throws Exception {
        CompleteTaskRequest request = CompleteTaskRequest.newBuilder()
                .setAnswer(Structs.struct(Map.of("n", List.of(5.0, 1e8, 0.5, 7L, 9007199254740993L))))
                .build();
        Buffer written = TaskJson.write(request);
        assertThat(written.toString()).isEqualTo("{\"answer\":{\"n\":[5,100000000,0.5,7,\"9007199254740993\"]}}");
        CompleteTaskRequest.Builder read = CompleteTaskRequest.newBuilder();
        TaskJson.read(written, read);
        assertThat(read.build()).isEqualTo(request);
    }
}
