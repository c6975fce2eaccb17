package dev.spillway.gateway.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Habits as facts: sizes, leftovers, and what every package owes its reader. */
class TidyTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final int FILE_LINES_MOST = 400;
    private static final int METHOD_LINES_MOST = 70;
    private static final Pattern LEFTOVER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b|@Dis" + "abled");
    private static final Pattern METHOD =
            Pattern.compile("    (?:    )?(?!return|new|else|throw)[\\w<@].*\\) (?:throws .*)?\\{");

    private static List<Path> sources(String part) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains(part))
                    .filter(file -> !file.toString().contains("/target/"))
                    .sorted()
                    .toList();
        }
    }

    private static String name(Path file) {
        return ROOT.relativize(file).toString();
    }

    @Test
    void noFileOfMainCodeIsLongerThanItsReaderCanHold() throws IOException {
        List<String> long_ = new ArrayList<>();
        for (Path file : sources("/src/main/java/")) {
            int lines = Files.readAllLines(file).size();
            if (lines > FILE_LINES_MOST) {
                long_.add(name(file) + " has " + lines + " lines; split it, the most is " + FILE_LINES_MOST);
            }
        }
        assertThat(long_).isEmpty();
    }

    @Test
    void noMethodOfMainCodeIsLongerThanAScreen() throws IOException {
        List<String> long_ = new ArrayList<>();
        for (Path file : sources("/src/main/java/")) {
            List<String> lines = Files.readAllLines(file);
            for (int start = 0; start < lines.size(); start++) {
                if (METHOD.matcher(lines.get(start)).matches()) {
                    String close = lines.get(start).replaceAll("\\S.*", "") + "}";
                    int end = start;
                    while (end < lines.size() && !lines.get(end).equals(close)) {
                        end++;
                    }
                    if (end - start + 1 > METHOD_LINES_MOST && !isType(beginning(lines, start))) {
                        long_.add(name(file) + ":" + (start + 1) + " has " + (end - start + 1) + " lines");
                    }
                }
            }
        }
        assertThat(long_).isEmpty();
    }

    /** The first line of a declaration whose parameters, or components, end in this one. */
    private static String beginning(List<String> lines, int end) {
        int open = 0;
        int line = end;
        do {
            open += Math.toIntExact(count(lines.get(line), ')') - count(lines.get(line), '('));
        } while (open > 0 && --line >= 0);
        return lines.get(Math.max(0, line));
    }

    private static long count(String line, char sign) {
        return line.chars().filter(one -> one == sign).count();
    }

    private static boolean isType(String line) {
        return line.matches(".*\\b(record|class|interface|enum)\\b.*");
    }

    @Test
    void nothingIsLeftForLater() throws IOException {
        List<String> left = new ArrayList<>();
        for (Path file : sources("/src/")) {
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                if (LEFTOVER.matcher(line).find()) {
                    left.add(name(file) + ":" + number + ": " + line.strip());
                }
            }
        }
        assertThat(left).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIs() throws IOException {
        List<String> mute = new ArrayList<>();
        for (Path file : sources("/src/main/java/")) {
            Path info = file.resolveSibling("package-info.java");
            if (!Files.exists(info) || !Files.readString(info).contains("/**")) {
                mute.add(name(info) + " is missing or says nothing");
            }
        }
        assertThat(mute).isEmpty();
    }

    @Test
    void noTextNamesARepositoryHostOrAPathOfOneMachine() throws IOException {
        Pattern foreign = Pattern.compile("repo1?\\.mav" + "en|registry\\.np" + "mjs|deb\\.deb" + "ian|pypi\\.o"
                + "rg|(^|[^A-Za-z0-9_.])/wor" + "k/|\\.\\./sha" + "red");
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            List<Path> texts = files.filter(Files::isRegularFile)
                    .filter(file -> !name(file).matches("(.*/)?(target|\\.git|\\.spillway)/.*"))
                    .filter(file ->
                            name(file).matches(".*\\.(java|md|xml|ya?ml|json|sh|proto|html)|spillway|\\.ci/run"))
                    .toList();
            for (Path file : texts) {
                for (String line : Files.readAllLines(file)) {
                    if (foreign.matcher(line).find()) {
                        found.add(name(file) + ": " + line.strip());
                    }
                }
            }
        }
        assertThat(found).isEmpty();
    }
}
