package dev.spillway.gateway.config.bind;

import dev.spillway.gateway.config.shape.KeyPath;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Turns a file's bytes into text; UTF-8 only, a byte order mark is passed over. */
final class Decoder {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private Decoder() {}

    /**
     * A text and what was wrong with its bytes.
     *
     * @param problems empty, or that the bytes are no UTF-8; then the source is what came before
     */
    record Decoded(String text, SourceText source, Problems problems) {}

    static Decoded decode(Path file, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
            text = text.substring(1);
        }
        SourceText source = new SourceText(file, text);
        Problems problems = new Problems(source);
        if (result.isError()) {
            problems.add(
                    Span.at(source.length()),
                    KeyPath.ROOT,
                    "0x%02X".formatted(bytes[in.position()]),
                    "the byte 0x%02X is no UTF-8".formatted(bytes[in.position()]),
                    "save the file as UTF-8");
        }
        return new Decoded(text, source, problems);
    }
}
