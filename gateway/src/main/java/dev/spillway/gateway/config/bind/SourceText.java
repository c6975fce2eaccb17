package dev.spillway.gateway.config.bind;

import dev.spillway.gateway.config.Excerpt;
import dev.spillway.gateway.config.Position;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A file's text, by code points and lines; shows excerpts of it with secrets masked. */
final class SourceText {
    private static final int WINDOW = 120;
    private static final int BEFORE = 60;

    private final Path file;
    private final int[] points;
    private final int[] lineStarts;
    private final List<Span> secrets = new ArrayList<>();

    SourceText(Path file, String text) {
        this.file = file;
        this.points = text.codePoints().toArray();
        List<Integer> starts = new ArrayList<>(List.of(0));
        for (int i = 0; i < points.length; i++) {
            if (endsLine(i)) {
                starts.add(i + 1);
            }
        }
        this.lineStarts = starts.stream().mapToInt(Integer::intValue).toArray();
    }

    private boolean endsLine(int index) {
        return points[index] == '\n'
                || (points[index] == '\r' && (index + 1 == points.length || points[index + 1] != '\n'));
    }

    Path file() {
        return file;
    }

    int length() {
        return points.length;
    }

    int point(int index) {
        return points[index];
    }

    /** Never shows this stretch from now on. */
    void mask(Span secret) {
        secrets.add(secret);
    }

    /** The line of a code point, from 0. */
    int line(int index) {
        int found = Arrays.binarySearch(lineStarts, index);
        return found >= 0 ? found : -found - 2;
    }

    Position position(Span span) {
        int start = Math.min(span.start(), points.length);
        int line = line(start);
        int from = lineStarts[line];
        int to = lineEnd(line);
        int first = to - from <= WINDOW ? from : Math.max(from, Math.min(start - BEFORE, to - WINDOW));
        int last = Math.min(to, first + WINDOW);
        StringBuilder shown = new StringBuilder(first > from ? "..." : "");
        int indent = shown.length() + start - first;
        for (int i = first; i < last; i++) {
            shown.appendCodePoint(shown(i));
        }
        shown.append(last < to ? "..." : "");
        int length = Math.max(1, Math.min(span.end(), last) - start);
        return new Position(file, line + 1, start - from + 1, new Excerpt(shown.toString(), indent, length));
    }

    private int lineEnd(int line) {
        int end = line + 1 < lineStarts.length ? lineStarts[line + 1] : points.length;
        while (end > lineStarts[line] && (points[end - 1] == '\n' || points[end - 1] == '\r')) {
            end--;
        }
        return end;
    }

    private int shown(int index) {
        if (secrets.stream().anyMatch(secret -> secret.start() <= index && index < secret.end())) {
            return '*';
        }
        return Character.isISOControl(points[index]) && points[index] != '\t' ? '?' : points[index];
    }
}
