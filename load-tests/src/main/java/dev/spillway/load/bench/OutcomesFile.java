package dev.spillway.load.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes what models said as the log of outcomes that {@code spillway calibrate} reads. */
final class OutcomesFile {
    private OutcomesFile() {}

    /**
     * Writes a log.
     *
     * @param said by model, of all the same questions; those without an answer are left out
     */
    static void write(Path file, Map<String, List<Said>> said) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("query_id,model,correct,confidence,cost,latency_ms\n");
            for (var model : said.entrySet()) {
                List<Said> all = model.getValue();
                for (int question = 0; question < all.size(); question++) {
                    if (all.get(question).isAnswered()) {
                        out.write(row(question, model.getKey(), all.get(question)));
                    }
                }
            }
        }
    }

    private static String row(int question, String model, Said said) {
        return String.format(
                Locale.ROOT,
                "q%d,%s,%d,%s,%s,%.3f%n",
                question,
                model,
                said.isRight() ? 1 : 0,
                said.confidence() == null ? "" : said.confidence(),
                said.cost(),
                said.millis());
    }
}
