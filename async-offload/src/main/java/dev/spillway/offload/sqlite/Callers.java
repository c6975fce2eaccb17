package dev.spillway.offload.sqlite;

import io.netty.channel.EventLoop;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way back to the callers: each event loop is woken once for a batch, however many of its callers are in it. */
final class Callers {
    private static final Logger LOG = LoggerFactory.getLogger(Callers.class);

    private Callers() {}

    static void tell(List<? extends Pending<?, ?>> batch) {
        Map<EventLoop, List<Pending<?, ?>>> loops = new HashMap<>();
        for (Pending<?, ?> one : batch) {
            if (one.context.isEventLoopContext()) {
                loops.computeIfAbsent(one.context.nettyEventLoop(), _ -> new ArrayList<>())
                        .add(one);
            } else {
                run(one.context, one::tell);
            }
        }
        loops.forEach((loop, callers) -> {
            try {
                loop.execute(() -> callers.forEach(Pending::tell));
            } catch (RejectedExecutionException closed) {
                LOG.warn("{} answers of the task store come too late: their event loop is closed", callers.size());
            }
        });
    }

    /** Runs something on a context, unless it is closed. */
    static void run(ContextInternal context, Runnable action) {
        try {
            context.runOnContext(_ -> action.run());
        } catch (RejectedExecutionException closed) {
            LOG.warn("a message of the task store comes too late: its context is closed");
        }
    }
}
