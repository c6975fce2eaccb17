package dev.spillway.load.corpus;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Labelled tickets, some to train on and some held out.
 *
 * @param name the file, as it is shown
 * @param hash of the file's bytes, for whoever keeps what was learnt from it
 * @param bad the rows that were left out, with their lines
 */
public record Corpus(String name, String hash, List<Ticket> training, List<Ticket> heldOut, List<BadRow> bad) {
    private static final String BUNDLED = "/corpus/tickets.csv";

    /** The tickets of a logistics company that come with the project. */
    public static Corpus bundled() {
        try (InputStream in = Corpus.class.getResourceAsStream(BUNDLED)) {
            if (in == null) {
                throw new IllegalStateException(BUNDLED + " is not on the class path");
            }
            return of("the bundled corpus", in.readAllBytes(), Split.BUNDLED);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        } catch (BadCorpus cause) {
            throw new IllegalStateException(cause);
        }
    }

    /** A user's own corpus: a CSV file in UTF-8 whose header names at least {@code text} and {@code label}. */
    public static Corpus read(Path file) throws BadCorpus {
        try {
            return of(file.toString(), Files.readAllBytes(file), Split.OWN);
        } catch (IOException cause) {
            throw new BadCorpus(file + ": cannot be read (" + cause + ")", cause);
        }
    }

    /** The labels that can be learnt, in alphabetical order. */
    public List<String> labels() {
        return training.stream().map(Ticket::label).distinct().sorted().toList();
    }

    private static Corpus of(String name, byte[] bytes, Split split) throws BadCorpus {
        var text = new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8);
        try {
            return new CorpusReader(name, split).read(Csv.read(text), hash(bytes));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause); // reading from memory
        }
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .substring(0, 16);
        } catch (NoSuchAlgorithmException cause) {
            throw new IllegalStateException("every Java platform has SHA-256", cause);
        }
    }
}
