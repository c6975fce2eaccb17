package dev.spillway.gateway.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * How the gateway logs unless {@code -Dlogback.configurationFile} says otherwise: lines of JSON on standard output; of the
 * gateway from INFO on, of libraries from WARN on.
 *
 * <p>The environment variable {@value #VARIABLE} changes levels: {@code dev.spillway.requests=debug,io.grpc=info}. Logback
 * finds this class by itself, as a service.
 */
@ConfiguratorRank(LogSetup.BELOW_FILES)
public final class LogSetup extends ContextAwareBase implements Configurator {
    static final String VARIABLE = "SPILLWAY_LOG";
    static final int BELOW_FILES = ConfiguratorRank.NOMINAL - 1;
    private static final Pattern LEVEL = Pattern.compile(
            "\\s*([A-Za-z0-9_.$]+)\\s*=\\s*(trace|debug|info|warn|error|off)\\s*", Pattern.CASE_INSENSITIVE);

    private final OutputStream out;
    private final @Nullable String levels;

    /** For logback: on standard output, with the levels of the environment. */
    public LogSetup() {
        this(new FileOutputStream(FileDescriptor.out), System.getenv(VARIABLE));
    }

    LogSetup(OutputStream out, @Nullable String levels) {
        this.out = out;
        this.levels = levels;
    }

    /** Writes what has been logged so far, for a bounded time, and ends logging: just before the process ends. */
    public static void end() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        LineAppender lines = new LineAppender(out);
        lines.setContext(context);
        lines.setName("lines");
        lines.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(lines);
        context.getLogger("dev.spillway").setLevel(Level.INFO);
        if (levels != null && !levels.isBlank()) {
            setLevels(context, levels);
        }
        if (!SLF4JBridgeHandler.isInstalled()) { // grpc-java logs by java.util.logging
            SLF4JBridgeHandler.removeHandlersForRootLogger();
            SLF4JBridgeHandler.install();
        }
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static void setLevels(LoggerContext context, String levels) {
        for (String one : levels.split(",", -1)) {
            Matcher level = LEVEL.matcher(one);
            if (level.matches()) {
                context.getLogger(level.group(1)).setLevel(Level.toLevel(level.group(2)));
            } else {
                context.getLogger(LogSetup.class)
                        .warn("{} is written logger=level,…, with a level from trace to off; not {}", VARIABLE, one);
            }
        }
    }
}
