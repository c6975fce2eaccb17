package dev.spillway.gateway.loops;

import io.netty.channel.Channel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * The sockets that a door listens on, to be closed before the door's server is: a server that is shut down at once also drops
 * connections that were accepted and have not reached their event loop yet, whose clients then lose a request. Thread-safe.
 */
public final class Listening {
    private final Set<Channel> sockets = ConcurrentHashMap.newKeySet();

    /** A socket that the door listens on; again and again for the same one is harmless. */
    public void on(Channel socket) {
        sockets.add(socket);
    }

    /**
     * Accepts no more connections; when this returns, each one that was accepted belongs to its event loop. Blocks, so it is
     * called on no event loop.
     */
    public void stop(Loops loops) throws InterruptedException {
        for (Channel socket : sockets) {
            socket.close().await();
        }
        CountDownLatch passed = new CountDownLatch(loops.all().size());
        // An accepted connection is handed to its loop as a task: behind a later task of the same loop it has arrived.
        loops.all().forEach(loop -> loop.executor().execute(passed::countDown));
        passed.await();
    }
}
