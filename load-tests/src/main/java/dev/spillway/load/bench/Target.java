package dev.spillway.load.bench;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Something that can be sent the same request again and again. */
interface Target extends AutoCloseable {
    /**
     * Sends one request, from any thread.
     *
     * @param done is told of the reply: null, or what went wrong
     */
    void send(Consumer<@Nullable String> done);

    @Override
    void close();
}
