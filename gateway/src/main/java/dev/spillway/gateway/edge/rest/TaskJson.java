package dev.spillway.gateway.edge.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import dev.spillway.gateway.json.JsonNumbers;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Messages about tasks by protobuf's own JSON mapping, but for numbers, which are read and written as everywhere: they are no
 * request's hot path.
 */
final class TaskJson {
    private static final JsonFormat.Printer PRINTER = JsonFormat.printer().omittingInsignificantWhitespace();
    private static final JsonFormat.Parser PARSER = JsonFormat.parser();

    private TaskJson() {}

    private static final JsonFactory JSON = new JsonFactory();

    /** An empty text is an empty message; an unknown field is refused, and a number that a double would change. */
    static void read(Buffer body, Message.Builder into) throws InvalidProtocolBufferException {
        if (body.length() > 0) {
            checkNumbers(body.getBytes());
            PARSER.merge(body.toString(StandardCharsets.UTF_8), into);
        }
    }

    private static void checkNumbers(byte[] body) throws InvalidProtocolBufferException {
        try (JsonParser parser = JSON.createParser(body)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isNumeric() && JsonNumbers.carried(parser) == null) {
                    throw new InvalidProtocolBufferException(JsonInput.path(parser.getParsingContext())
                            + ": a number can't carry this one exactly; send it as a string of digits");
                }
            }
        } catch (JsonProcessingException malformed) {
            throw new InvalidProtocolBufferException("this is not JSON: " + malformed.getOriginalMessage());
        } catch (InvalidProtocolBufferException refused) {
            throw refused;
        } catch (IOException impossible) {
            throw new UncheckedIOException("an array of bytes can be read", impossible);
        }
    }

    static Buffer write(MessageOrBuilder message) {
        try {
            String printed = PRINTER.print(message);
            return JsonLine.of(json -> {
                try (JsonParser parser = JSON.createParser(printed)) {
                    while (parser.nextToken() != null) {
                        if (parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
                            JsonNumbers.write(json, parser.getDoubleValue());
                        } else {
                            json.copyCurrentEvent(parser);
                        }
                    }
                }
            });
        } catch (InvalidProtocolBufferException impossible) {
            throw new UncheckedIOException("only an Any of an unknown type can't be written", impossible);
        }
    }
}
