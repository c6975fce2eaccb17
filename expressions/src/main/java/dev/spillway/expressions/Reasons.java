package dev.spillway.expressions;

import dev.cel.common.CelIssue;
import dev.cel.runtime.CelEvaluationException;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What CEL reports, in words for the people who write expressions; never with a value that was evaluated. */
final class Reasons {
    private static final Pattern KEY = Pattern.compile("key '(.*)' is not present in map", Pattern.DOTALL);
    private static final Pattern FIELD = Pattern.compile("Error resolving field '(.*?)'", Pattern.DOTALL);
    private static final Pattern FUNCTION = Pattern.compile("for function '([^']+)'");
    private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '([^']*)'.*", Pattern.DOTALL);
    private static final Pattern OVERLOAD =
            Pattern.compile("found no matching overload for '([^']*)' applied to '([^']*)'.*", Pattern.DOTALL);
    private static final Pattern UNEXPECTED = Pattern.compile(
            "(?:mismatched input|extraneous input|no viable alternative at input|token recognition error at:)"
                    + " '(.*?)'(?: expecting.*)?",
            Pattern.DOTALL);

    private Reasons() {}

    static String of(CelEvaluationException failure, String source) {
        String message = String.valueOf(failure.getMessage());
        return switch (failure.getErrorCode()) {
            case ATTRIBUTE_NOT_FOUND -> missing(message, source);
            case INDEX_OUT_OF_BOUNDS -> "a list has no item at that index";
            case DIVIDE_BY_ZERO -> "a division by zero";
            case NUMERIC_OVERFLOW -> "a number beyond its range";
            case ITERATION_BUDGET_EXCEEDED -> "too many iterations";
            case BAD_FORMAT -> "a conversion of a value that has another form";
            case OVERLOAD_NOT_FOUND, AMBIGUOUS_OVERLOAD -> noOverload(message);
            case DUPLICATE_ATTRIBUTE -> "a map with a key that occurs twice";
            case INTERNAL_ERROR, INVALID_ARGUMENT, TYPE_NOT_FOUND -> "a function can't be applied to these values";
        };
    }

    static String of(Throwable unforeseen) {
        return unforeseen instanceof StackOverflowError
                ? "values nested too deeply"
                : "a value of a type that does not fit";
    }

    /** A key is named only where it stands in the source: a computed one is a value. */
    private static String missing(String message, String source) {
        Matcher key = KEY.matcher(message);
        if (key.find()) {
            return source.contains(key.group(1)) ? "there is no '" + key.group(1) + "'" : "there is no such key";
        }
        Matcher field = FIELD.matcher(message);
        if (field.find() && source.contains(field.group(1))) {
            return "'" + field.group(1) + "' is read from what is no map";
        }
        return "something that it reads is not there";
    }

    private static String noOverload(String message) {
        Matcher function = FUNCTION.matcher(message);
        String name = function.find() ? "'" + operator(function.group(1)) + "'" : "a function";
        return name + " can't be applied to values of these types";
    }

    /** A problem of the compiler's. */
    static Problem problem(CelIssue issue, Collection<String> variables) {
        int line = Math.max(1, issue.getSourceLocation().getLine());
        int column = Math.max(0, issue.getSourceLocation().getColumn()) + 1;
        String message = issue.getMessage();
        Matcher undeclared = UNDECLARED.matcher(message);
        if (undeclared.matches()) {
            String name = undeclared.group(1);
            return new Problem(
                    "", line, column, "nothing here is called '" + name + "'", Names.didYouMean(name, variables));
        }
        Matcher overload = OVERLOAD.matcher(message);
        if (overload.matches()) {
            return new Problem(
                    "",
                    line,
                    column,
                    "'" + operator(overload.group(1)) + "' can't be applied to " + overload.group(2),
                    "convert one side: int(…), double(…), string(…)");
        }
        Matcher unexpected = UNEXPECTED.matcher(message);
        if (unexpected.matches()) {
            return unexpected(unexpected.group(1), line, column);
        }
        return new Problem("", line, column, message, "");
    }

    private static Problem unexpected(String input, int line, int column) {
        String message = input.equals("<EOF>") ? "the expression ends too early" : "unexpected '" + input + "'";
        String suggestion = switch (input.strip()) {
            case "and", "AND" -> "write && for 'and'";
            case "or", "OR" -> "write || for 'or'";
            case "not", "NOT" -> "write ! for 'not'";
            case "=" -> "compare with ==";
            case "&" -> "write &&";
            case "|" -> "write ||";
            default -> input.startsWith("=") ? "compare with ==" : "";
        };
        return new Problem("", line, column, message, suggestion);
    }

    /** {@code _+_} as {@code +}. */
    private static String operator(String function) {
        String bare = function.startsWith("@") ? function.substring(1) : function;
        String stripped = bare.replace("_", "");
        return stripped.isEmpty() || Character.isLetter(stripped.charAt(0)) ? bare : stripped;
    }
}
