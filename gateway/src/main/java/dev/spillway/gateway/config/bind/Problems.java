package dev.spillway.gateway.config.bind;

import dev.spillway.gateway.config.ConfigProblem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What was found wrong while reading one document; shown only once all of it is read and every secret is known. */
final class Problems {
    static final int MOST = 100;

    private final SourceText source;
    private final List<Draft> drafts = new ArrayList<>();

    Problems(SourceText source) {
        this.source = source;
    }

    /** A problem without its excerpt. */
    private record Draft(Span span, String path, String value, String message, String suggestion) {}

    void add(Span span, String path, String value, String message, String suggestion) {
        drafts.add(new Draft(span, path, value, message, suggestion));
    }

    boolean isEmpty() {
        return drafts.isEmpty();
    }

    /** In the order of the file. */
    List<ConfigProblem> list() {
        return drafts.stream()
                .sorted(Comparator.comparingInt(draft -> draft.span().start()))
                .map(draft -> new ConfigProblem(
                        source.position(draft.span()),
                        draft.path(),
                        draft.value(),
                        draft.message(),
                        draft.suggestion()))
                .toList();
    }
}
