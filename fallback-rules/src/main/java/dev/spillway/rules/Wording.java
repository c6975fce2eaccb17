package dev.spillway.rules;

import dev.spillway.expressions.Compilation;
import dev.spillway.expressions.Expression;
import dev.spillway.expressions.Language;
import dev.spillway.expressions.Problem;
import dev.spillway.expressions.Template;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Compiles what people write as an answer: texts stand for themselves, <code>${…}</code> in them for the value of an
 * expression, and <code>$${</code> for the characters <code>${</code>. A text that is one expression and nothing else has
 * that expression's value, of whatever type.
 */
final class Wording {
    /** What looks like the value of something, and is a text. */
    private static final Pattern LIKE_A_READ =
            Pattern.compile("\\s*([A-Za-z_]\\w*)(?:\\.\\??[A-Za-z_]\\w*(?:\\(.*\\))?)+\\s*");

    private final Language language;
    private final Function<Expression, List<Problem>> check;

    /**
     * Wording in a language.
     *
     * @param check finds what is wrong with an expression that compiled
     */
    Wording(Language language, Function<Expression, List<Problem>> check) {
        this.language = language;
        this.check = check;
    }

    /** A part of a text: an expression where {@code source} holds one, else text as it stands. */
    private record Part(String source, boolean computed, int line, int column) {}

    Compilation<Template> template(@Nullable Object written) {
        return switch (written) {
            case String text -> text(text);
            case Map<?, ?> map -> fields(map);
            case List<?> list -> items(list);
            case null, default -> new Compilation.Compiled<>(new Template.Constant(written));
        };
    }

    private Compilation<Template> fields(Map<?, ?> map) {
        Map<String, Template> fields = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        map.forEach((key, value) -> {
            String name = String.valueOf(key);
            switch (template(value)) {
                case Compilation.Compiled<Template>(var template) -> fields.put(name, template);
                case Compilation.Rejected<Template>(var wrong) -> wrong.forEach(one -> problems.add(one.under(name)));
            }
        });
        return problems.isEmpty()
                ? new Compilation.Compiled<>(new Template.Fields(fields))
                : new Compilation.Rejected<>(problems);
    }

    private Compilation<Template> items(List<?> list) {
        List<Template> items = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String place = "[" + i + "]";
            switch (template(list.get(i))) {
                case Compilation.Compiled<Template>(var template) -> items.add(template);
                case Compilation.Rejected<Template>(var wrong) -> wrong.forEach(one -> problems.add(one.under(place)));
            }
        }
        return problems.isEmpty()
                ? new Compilation.Compiled<>(new Template.Items(items))
                : new Compilation.Rejected<>(problems);
    }

    private Compilation<Template> text(String text) {
        List<Part> parts = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        split(text, parts, problems);
        for (Part part : parts) {
            if (part.computed) {
                List<Problem> found = switch (language.expression(part.source)) {
                    case Compilation.Compiled<Expression>(var expression) -> check.apply(expression);
                    case Compilation.Rejected<Expression>(var wrong) -> wrong;
                };
                found.forEach(wrong -> problems.add(placed(wrong, part)));
            }
        }
        if (!problems.isEmpty()) {
            return new Compilation.Rejected<>(problems);
        }
        if (parts.stream().noneMatch(Part::computed)) {
            String literal = parts.isEmpty() ? "" : parts.getFirst().source;
            return likeARead(literal)
                    ? meantAsValue(literal)
                    : new Compilation.Compiled<>(new Template.Constant(literal));
        }
        return language.expression(parts.size() == 1 ? parts.getFirst().source : joined(parts))
                .then(expression -> new Compilation.Compiled<>(new Template.Computed(expression)));
    }

    /** The parts as one expression whose value is a text. */
    private static String joined(List<Part> parts) {
        StringBuilder source = new StringBuilder("''");
        for (Part part : parts) {
            source.append(" + ").append(part.computed ? "string(" + part.source + ")" : quoted(part.source));
        }
        return source.toString();
    }

    private static String quoted(String text) {
        return "'"
                + text.replace("\\", "\\\\")
                        .replace("'", "\\'")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                + "'";
    }

    private static void split(String text, List<Part> parts, List<Problem> problems) {
        StringBuilder literal = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            if (text.startsWith("$${", at)) {
                literal.append("${");
                at += 3;
            } else if (text.startsWith("${", at)) {
                int end = end(text, at + 2);
                if (end < 0) {
                    problems.add(problem(text, at, "${ begins an expression that does not end", "close it with }"));
                    return;
                }
                if (text.substring(at + 2, end).isBlank()) {
                    problems.add(problem(text, at, "${} holds no expression", "write one between the braces"));
                    return;
                }
                if (!literal.isEmpty()) {
                    parts.add(new Part(literal.toString(), false, 1, 1));
                    literal.setLength(0);
                }
                Problem place = problem(text, at + 2, "", "");
                parts.add(new Part(text.substring(at + 2, end), true, place.line(), place.column()));
                at = end + 1;
            } else {
                literal.append(text.charAt(at++));
            }
        }
        if (!literal.isEmpty()) {
            parts.add(new Part(literal.toString(), false, 1, 1));
        }
    }

    /** Where the brace closes, those in texts and in maps passed over; negative where it does not. */
    private static int end(String text, int from) {
        int depth = 0;
        char quote = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                i += c == '\\' ? 1 : 0;
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && depth-- == 0) {
                return i;
            }
        }
        return -1;
    }

    private boolean likeARead(String literal) {
        Matcher read = LIKE_A_READ.matcher(literal);
        return read.matches() && language.variables().contains(read.group(1));
    }

    private static Compilation<Template> meantAsValue(String literal) {
        return new Compilation.Rejected<>(List.of(new Problem(
                "",
                1,
                1,
                "this answers with the text '" + literal + "' itself, not with what it stands for",
                "write ${" + literal.strip() + "}")));
    }

    private static Problem problem(String text, int offset, String message, String suggestion) {
        int start = text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1;
        int line = 1
                + (int) text.substring(0, start).chars().filter(c -> c == '\n').count();
        return new Problem("", line, text.codePointCount(start, offset) + 1, message, suggestion);
    }

    private static Problem placed(Problem problem, Part part) {
        return new Problem(
                problem.path(),
                part.line + problem.line() - 1,
                problem.line() == 1 ? part.column + problem.column() - 1 : problem.column(),
                problem.message(),
                problem.suggestion());
    }
}
