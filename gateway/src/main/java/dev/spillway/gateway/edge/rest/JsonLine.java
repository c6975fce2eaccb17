package dev.spillway.gateway.edge.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** JSON written into one buffer, without line breaks. */
final class JsonLine {
    private static final ObjectMapper WRITING = new ObjectMapper(JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.threadLocalPool())
            .build());

    private JsonLine() {}

    /** Writes one JSON document. */
    @FunctionalInterface
    interface Document {
        void write(JsonGenerator json) throws IOException;
    }

    /** One document. */
    static Buffer of(Document document) {
        Into into = new Into();
        try (JsonGenerator json = WRITING.createGenerator(into)) {
            document.write(json);
        } catch (IOException impossible) {
            throw new UncheckedIOException("a buffer in memory takes everything", impossible);
        }
        return into.buffer;
    }

    /** The generator keeps its own chunk of memory, so that a usual reply arrives here in one piece. */
    private static final class Into extends OutputStream {
        private final Buffer buffer = Buffer.buffer();

        @Override
        public void write(int one) {
            buffer.appendByte((byte) one);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            buffer.appendBytes(bytes, from, length);
        }
    }
}
