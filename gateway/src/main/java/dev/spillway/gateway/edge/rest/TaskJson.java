package dev.spillway.gateway.edge.rest;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import io.vertx.core.buffer.Buffer;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Messages about tasks by protobuf's own JSON mapping: they are no request's hot path. */
final class TaskJson {
    private static final JsonFormat.Printer PRINTER = JsonFormat.printer().omittingInsignificantWhitespace();
    private static final JsonFormat.Parser PARSER = JsonFormat.parser();

    private TaskJson() {}

    /** An empty text is an empty message; an unknown field is refused. */
    static void read(Buffer body, Message.Builder into) throws InvalidProtocolBufferException {
        if (body.length() > 0) {
            PARSER.merge(body.toString(StandardCharsets.UTF_8), into);
        }
    }

    static Buffer write(MessageOrBuilder message) {
        try {
            return Buffer.buffer(PRINTER.print(message));
        } catch (InvalidProtocolBufferException impossible) {
            throw new UncheckedIOException("only an Any of an unknown type can't be written", impossible);
        }
    }
}
