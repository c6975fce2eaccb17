package dev.spillway.load.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

final class FaultsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static final List<Fault> ALL = List.of(
            new Fault.None(),
            new Fault.Stall(0.5),
            new Fault.Fail(ErrorCode.INTERNAL, 1),
            new Fault.Refuse(),
            new Fault.Slow(5),
            new Fault.Drop(0.25),
            new Fault.Garbage(1),
            new Fault.Freeze());

    @ParameterizedTest
    @FieldSource("ALL")
    void whatIsWrittenIsReadAgain(Fault fault) {
        assertThat(Faults.read(Faults.write(fault))).isEqualTo(fault);
    }

    @Test
    void faultStrikesEveryRequestUnlessAShareIsGiven() throws JsonProcessingException {
        assertThat(read("{\"fault\": \"stall\"}")).isEqualTo(new Fault.Stall(1));
        assertThat(read("{\"fault\": \"error\"}")).isEqualTo(new Fault.Fail(ErrorCode.UNAVAILABLE, 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"fault\": \"slw\"}; none of none, stall, error",
                "{\"fault\": \"slow\", \"factor\": 0.5}; a factor is 1 to 1000, not 0.5",
                "{\"fault\": \"slow\", \"factor\": \"x\"}; factor must be a number",
                "{\"fault\": \"stall\", \"share\": 2}; a share is above 0 and at most 1, not 2.0",
                "{\"fault\": \"error\", \"code\": \"OOPS\"}; \"OOPS\" is none of",
                "{}; none of none, stall"
            })
    void whatIsWrongIsNamed(String json, String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static Fault read(String json) throws JsonProcessingException {
        return Faults.read(JSON.readTree(json));
    }
}
