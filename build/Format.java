import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checks or applies the project's Java format: {@code Format <root> check|apply}.
 *
 * <p>A process of its own, because palantir-java-format parses with the compiler of the JVM it runs in, and Maven may run
 * on an older one than the sources need.
 */
public final class Format {
    private Format() {}

    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[0]);
        boolean apply = args[1].equals("apply");
        List<Path> unformatted;
        try (Stream<Path> files = Files.walk(root)) {
            unformatted = files.filter(Format::isSource).toList().parallelStream()
                    .filter(file -> differs(file, apply))
                    .sorted()
                    .toList();
        }
        if (unformatted.isEmpty()) {
            return;
        }
        unformatted.forEach(
                file -> System.out.println((apply ? "formatted " : "not formatted: ") + root.relativize(file)));
        if (!apply) {
            System.out.println("Run: mvn -N validate -Dformat=apply");
            System.exit(1);
        }
    }

    private static boolean isSource(Path file) {
        String name = file.toString();
        return name.endsWith(".java") && !name.contains("/target/");
    }

    private static boolean differs(Path file, boolean apply) {
        try {
            String source = Files.readString(file);
            Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
                    .style(JavaFormatterOptions.Style.PALANTIR)
                    .build());
            String formatted = formatter.formatSourceAndFixImports(source);
            if (formatted.equals(source)) {
                return false;
            }
            if (apply) {
                Files.writeString(file, formatted);
            }
            return true;
        } catch (Exception cause) {
            throw new IllegalStateException("cannot format " + file + ": " + cause.getMessage(), cause);
        }
    }
}
