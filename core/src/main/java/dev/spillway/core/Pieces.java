package dev.spillway.core;

import io.vertx.core.Future;
import java.util.function.Consumer;

/** A stream of pieces that its one reader pulls: nothing is produced that no one asked for. */
@FunctionalInterface
public interface Pieces {
    /**
     * The next piece. Asked for again only after the one before has come, and never after the last one.
     *
     * @return completes on the call's event loop; a failed future, like a throw, is a bug
     */
    Future<Piece> next();

    /**
     * The same pieces; {@code watcher} hears of the last one before the reader does, and of a bug as of a last one. A
     * throw arrives as a failed future.
     */
    default Pieces onLast(Consumer<Piece> watcher) {
        return () -> Future.succeededFuture(this).compose(Pieces::next).andThen(piece -> {
            if (piece.failed()) {
                Outcome.Failed defect = Outcome.Failed.defect(piece.cause());
                watcher.accept(new Piece.Broken(defect.why(), defect.detail()));
            } else if (piece.result().isLast()) {
                watcher.accept(piece.result());
            }
        });
    }
}
