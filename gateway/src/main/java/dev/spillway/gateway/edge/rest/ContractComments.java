package dev.spillway.gateway.edge.rest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The comments of the contract's protos, which generated code does not keep, by the name of what they stand above.
 *
 * <p>Reads the protos as we write them: one declaration on a line, its comment on the lines right above.
 */
final class ContractComments {
    private static final List<String> FILES =
            List.of("/spillway/v1/orchestrator.proto", "/spillway/v1/answer.proto", "/spillway/v1/tasks.proto");
    private static final Pattern PACKAGE = Pattern.compile("package ([\\w.]+);");
    private static final Pattern BLOCK = Pattern.compile("(?:message|enum|service|rpc) (\\w+).*");
    private static final Pattern MEMBER = Pattern.compile("(?:[\\w.<>, ]+ )?(\\w+) = \\d+.*");

    private final Map<String, String> byName = new HashMap<>();
    private final Deque<String> inside = new ArrayDeque<>();
    private StringJoiner comment = new StringJoiner(" ");

    private ContractComments() {}

    /** Reads them from the class path. Blocks. */
    static ContractComments read() {
        ContractComments comments = new ContractComments();
        FILES.forEach(comments::read);
        return comments;
    }

    private void read(String file) {
        try (InputStream resource = ContractComments.class.getResourceAsStream(file)) {
            if (resource == null) {
                throw new IllegalStateException("the class path has no " + file + "; build the module proto anew");
            }
            inside.clear();
            new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .forEach(this::line);
        } catch (IOException cause) {
            throw new UncheckedIOException(file + " can't be read", cause);
        }
    }

    /**
     * What is said of a message, field, enum, value or method, in one line; empty where nothing is.
     *
     * @param name with all that it stands in: {@code spillway.v1.Quality.QUALITY_FULL}
     */
    String of(String name) {
        return byName.getOrDefault(name, "");
    }

    private void line(String line) {
        if (line.startsWith("//")) {
            comment.add(line.substring(2).strip());
            return;
        }
        Matcher opened = PACKAGE.matcher(line);
        if (opened.matches()) {
            inside.add(opened.group(1));
        }
        Matcher block = BLOCK.matcher(line);
        Matcher member = MEMBER.matcher(line);
        String name = block.matches() ? block.group(1) : "";
        if (!name.isEmpty()) {
            note(name);
        } else if (member.matches()) {
            note(member.group(1));
        }
        comment = new StringJoiner(" ");
        line.chars().forEach(one -> {
            if (one == '{') {
                inside.add(name); // a oneof or an option has none: it adds nothing to the names inside
            } else if (one == '}') {
                inside.removeLast();
            }
        });
    }

    private void note(String name) {
        StringJoiner full = new StringJoiner(".");
        inside.stream().filter(one -> !one.isEmpty()).forEach(full::add);
        byName.put(full.add(name).toString(), comment.toString());
    }
}
