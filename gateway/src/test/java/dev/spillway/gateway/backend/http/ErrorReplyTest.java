package dev.spillway.gateway.backend.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ErrorReplyTest {
    private static ErrorReply of(String body) {
        return ErrorReply.of(body.getBytes(UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{\"error\": {\"message\": \"too long\", \"type\": \"invalid_request_error\", \"code\": 7}} |"
                        + " invalid_request_error | too long",
                "{\"error\": {\"message\": \"no\", \"code\": \"model_not_found\"}} | model_not_found | no",
                "{\"error\": \"it broke\"} | '' | it broke",
                "{\"detail\": \"not found\"} | '' | not found",
                "{\"detail\": [{\"loc\": [\"body\"], \"msg\": \"field required\", \"type\": \"missing\"}]} | missing |"
                        + " field required",
                "[{\"error\": \"from BentoML\"}] | '' | from BentoML",
                "{\"type\": \"urn:a:problem:b c\", \"title\": \"Bad\", \"status\": 400} | '' | Bad",
                "{\"code\": \"InternalServerException\", \"type\": \"x y\", \"message\": \"m\"} |"
                        + " InternalServerException | m",
                "plain text | '' | plain text",
                "{} | '' | ''",
                "[] | '' | ''",
                "7 | '' | ''"
            })
    void everyShapeInUseIsRead(String body, String word, String text) {
        assertThat(of(body)).isEqualTo(new ErrorReply(word, text));
    }

    @Test
    void theTextIsBoundedAndOnOneLine() {
        assertThat(of("{\"error\": \"a\\r\\nb\\u001b[31mc\"}").text()).isEqualTo("a");
        assertThat(of("{\"error\": \"b\\u001b[31mc\"}").text()).isEqualTo("bc");
        assertThat(of("x".repeat(100_000)).text()).hasSizeLessThan(400);
        assertThat(of("{\"error\": \"" + "x".repeat(100_000) + "\"}").text()).hasSizeLessThan(400);
    }

    @Test
    void aWordThatCouldBePayloadIsNoWord() {
        assertThat(of("{\"error\": {\"type\": \"could not parse: my secret\"}}").word())
                .isEmpty();
        assertThat(of("{\"error\": {\"type\": \"" + "x".repeat(100) + "\"}}").word())
                .isEmpty();
    }

    @Test
    void nestingIsNotFollowedForEver() {
        assertThat(of("[".repeat(50) + "{\"error\": \"x\"}" + "]".repeat(50)).text())
                .isEmpty();
    }
}
