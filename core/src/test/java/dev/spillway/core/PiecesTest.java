package dev.spillway.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PiecesTest {
    private final List<Object> heard = new ArrayList<>();

    private static Pieces of(Piece... pieces) {
        var rest = List.of(pieces).iterator();
        return () -> Future.succeededFuture(rest.next());
    }

    @Test
    void watcherHearsOfTheLastPieceOnlyAndBeforeTheReader() {
        Piece end = new Piece.End(Map.of("text", "a"));
        Pieces watched = of(new Piece.Token("a"), end).onLast(heard::add);

        assertThat(watched.next().result()).isEqualTo(new Piece.Token("a"));
        assertThat(heard).isEmpty();

        watched.next().onComplete(_ -> heard.add("reader"));
        assertThat(heard).containsExactly(end, "reader");
    }

    @Test
    void brokenPieceIsTheLast() {
        Piece broken = new Piece.Broken(Failure.BACKEND_ERROR, "reset");
        of(broken).onLast(heard::add).next();

        assertThat(heard).containsExactly(broken);
    }

    @Test
    void bugIsTheLastAndGoesOn() {
        IllegalStateException bug = new IllegalStateException("secret");
        Pieces failing = () -> Future.failedFuture(bug);
        Pieces throwing = () -> {
            throw bug;
        };

        assertThat(failing.onLast(heard::add).next().cause()).isSameAs(bug);
        assertThat(throwing.onLast(heard::add).next().cause()).isSameAs(bug);
        assertThat(heard)
                .hasSize(2)
                .allMatch(last -> last instanceof Piece.Broken(Failure why, String detail)
                        && why == Failure.DEFECT
                        && !detail.contains("secret"));
    }

    @Test
    void bugOfTheWatcherReachesTheReader() {
        IllegalStateException bug = new IllegalStateException("a bug");
        Pieces watched = of(new Piece.End(Map.of())).onLast(_ -> {
            throw bug;
        });

        assertThat(watched.next().cause()).isSameAs(bug);
    }

    @Test
    void nothingIsPulledThatNoOneAskedFor() {
        List<Promise<Piece>> asked = new ArrayList<>();
        Pieces watched = ((Pieces) () -> {
                    Promise<Piece> promise = Promise.promise();
                    asked.add(promise);
                    return promise.future();
                })
                .onLast(heard::add);
        assertThat(asked).isEmpty();

        watched.next();
        asked.getFirst().complete(new Piece.Token("a"));
        assertThat(asked).hasSize(1);
    }
}
