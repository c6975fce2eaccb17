package dev.spillway.gateway.edge.rest;

import dev.spillway.core.Outcome;
import dev.spillway.core.Refusal;
import dev.spillway.gateway.edge.Callers;
import dev.spillway.gateway.edge.Intake;
import dev.spillway.gateway.edge.Statuses;
import dev.spillway.proto.v1.ListRoutesResponse;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the door tells of itself: its routes, its contract, and a page for people. Thread-safe. */
final class Documents {
    private final Intake intake;
    private final Supplier<ListRoutesResponse> routes;
    private final OpenApi openApi = OpenApi.read();
    private final Page page = Page.read();
    private final String bare = openApi.document(ListRoutesResponse.getDefaultInstance());
    private volatile @Nullable Made made;

    /** A document made for certain routes, kept until there are others. */
    private record Made(ListRoutesResponse routes, String document) {}

    Documents(Intake intake, Supplier<ListRoutesResponse> routes) {
        this.intake = intake;
        this.routes = routes;
    }

    void routes(Turn turn) {
        if (mayKnowTheRoutes(turn)) {
            turn.reply(200, MediaTypes.JSON, JsonLine.of(json -> RoutesJson.write(json, routes.get())));
        } else {
            turn.refuse(Statuses.of(Outcome.Refused.because(
                    Refusal.UNAUTHENTICATED,
                    turn.head().key() == null ? "no API key was shown" : "the API key is not known")));
        }
    }

    /** The contract is for everyone; which routes there are, only for callers. */
    void openApi(Turn turn) {
        String document = mayKnowTheRoutes(turn) ? document(routes.get()) : bare;
        turn.reply(200, MediaTypes.JSON, Buffer.buffer(document));
    }

    void page(Turn turn) {
        turn.response().putHeader("content-security-policy", page.policy());
        turn.reply(200, "text/html; charset=utf-8", page.html());
    }

    void root(Turn turn) {
        turn.response().putHeader(HttpHeaders.LOCATION, "docs");
        turn.reply(302);
    }

    private boolean mayKnowTheRoutes(Turn turn) {
        Callers callers = intake.current().get().callers();
        String key = turn.head().key();
        return callers.isOpen() || (key != null && callers.find(key) != null);
    }

    private String document(ListRoutesResponse shown) {
        Made last = made;
        if (last == null || !last.routes.equals(shown)) {
            last = new Made(shown, openApi.document(shown));
            made = last;
        }
        return last.document;
    }
}
