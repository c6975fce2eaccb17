package dev.spillway.gateway.backend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ServerWordsTest {
    @Test
    void oneLineWithoutControlCharactersIsKept() {
        assertThat(ServerWords.line("\u001b[1;31mit\u001b[0m broke\tnow\nand more"))
                .isEqualTo("it broke now");
        assertThat(ServerWords.line("a\u009b31mb\u202ec\u0007")).isEqualTo("ab c");
        assertThat(ServerWords.line("\n\r\n  second\n")).isEqualTo("second");
        assertThat(ServerWords.line(null)).isEmpty();
        assertThat(ServerWords.line(" \n")).isEmpty();
        assertThat(ServerWords.line("x".repeat(400))).hasSize(301).endsWith("…");
        assertThat(ServerWords.line("grün")).isEqualTo("grün");
    }

    @Test
    void ofATracebackTheLastLineTells() {
        String traceback = "\u001b[36mray::f()\u001b[39m\nTraceback (most recent call last):\n"
                + "  File \"x\"\n".repeat(5000) + "ValueError: boom\n\n";
        assertThat(ServerWords.line(traceback)).isEqualTo("ValueError: boom");
    }

    @Test
    void aNameIsKeptAsItIsUnlessItHasToBeMadeFit() {
        String name = "7";
        assertThat(ServerWords.name(name)).isSameAs(name);
        assertThat(ServerWords.name("a\u001b[31mb")).isEqualTo("ab");
        assertThat(ServerWords.name("x".repeat(400))).hasSize(301);
    }
}
