package dev.spillway.gateway.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptsTest {
    @Test
    void whoeverSaysNothingGetsJson() {
        assertThat(Accepts.of(null)).isEqualTo(Accepts.JSON);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/* | JSON",
                "application/json | JSON",
                "application/* | JSON",
                "Application/JSON; charset=utf-8 | JSON",
                "text/html, */*;q=0.1 | JSON",
                "text/event-stream | EVENTS",
                "Text/Event-Stream | EVENTS",
                "text/event-stream, */* | EVENTS",
                "application/json, text/event-stream | JSON",
                "application/json;q=0.5, text/event-stream | EVENTS",
                "application/json;q=0, text/event-stream;q=0.1 | EVENTS",
                "text/html | NEITHER",
                "application/json;q=0 | NEITHER",
                "*/*;q=0 | NEITHER",
                "application/json;q=x | NEITHER",
                "text/* | NEITHER",
            })
    void theHeaderDecides(String header, Accepts form) {
        assertThat(Accepts.of(header)).isEqualTo(form);
    }
}
