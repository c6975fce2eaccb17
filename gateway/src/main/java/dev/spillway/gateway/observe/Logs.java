package dev.spillway.gateway.observe;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * The gateway's log: one JSON object a line on standard output, with no payload and no secret.
 *
 * <p>What is logged waits in a bounded queue. When the reader of standard output stalls, lines are dropped rather than an
 * event loop stopped; line breaks and control characters of what is logged are escaped by JSON.
 */
public final class Logs {
    private static final int QUEUE = 8192;

    private Logs() {}

    /** Takes the log of this process over, that of grpc-java and of other users of {@code java.util.logging} included. */
    public static void configure() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMarkers(false);
        encoder.setWithMDC(false);
        encoder.setWithArguments(false);
        encoder.setWithMessage(false);
        encoder.setWithFormattedMessage(true);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setEncoder(encoder);
        console.start();
        AsyncAppender bounded = new AsyncAppender();
        bounded.setContext(context);
        bounded.setQueueSize(QUEUE);
        bounded.setDiscardingThreshold(0);
        bounded.setNeverBlock(true);
        bounded.addAppender(console);
        bounded.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(bounded);
        context.getLogger("com.networknt").setLevel(Level.OFF); // tells of a schema what we tell with its place
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    /** Writes what still waits. */
    public static void flush() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    }
}
