package dev.spillway.load.classify;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/** A trained classifier as a file: a magic number, labels, for each view its dictionary and weights, and a CRC-32 of it all. */
final class ModelFile {
    private static final int MAGIC = 0x53_70_77_31;

    private ModelFile() {}

    /** The file appears whole or not at all. */
    static void write(TextClassifier classifier, Path file) throws IOException {
        Path unfinished = Files.createTempFile(file.toAbsolutePath().getParent(), "model", ".tmp");
        try {
            try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(unfinished))) {
                var checked = new CheckedOutputStream(stream, new CRC32());
                var out = new DataOutputStream(checked);
                body(classifier, out);
                out.writeLong(checked.getChecksum().getValue());
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static void body(TextClassifier classifier, DataOutputStream out) throws IOException {
        out.writeInt(MAGIC);
        out.writeInt(classifier.labels().size());
        for (String label : classifier.labels()) {
            out.writeUTF(label);
        }
        for (TextClassifier.Member member : classifier.members()) {
            member.dictionary().write(out);
            member.linear().write(out);
        }
    }

    /** Fails where the file is not what {@link #write} made of a classifier of that size. */
    static TextClassifier read(Size size, Path file) throws IOException {
        try (InputStream stream = new BufferedInputStream(Files.newInputStream(file))) {
            var checked = new CheckedInputStream(stream, new CRC32());
            var in = new DataInputStream(checked);
            if (in.readInt() != MAGIC) {
                throw new IOException("no model file");
            }
            int count = Binary.length(in);
            var labels = new ArrayList<String>();
            for (int i = 0; i < count; i++) {
                labels.add(in.readUTF());
            }
            var members = new ArrayList<TextClassifier.Member>();
            for (View view : size.views()) {
                members.add(member(Dictionary.read(view, in), Linear.read(in), count));
            }
            long sum = checked.getChecksum().getValue();
            if (in.readLong() != sum) {
                throw new IOException("the checksum is wrong");
            }
            return new TextClassifier(size, List.copyOf(labels), List.copyOf(members));
        }
    }

    private static TextClassifier.Member member(Dictionary dictionary, Linear linear, int labels) throws IOException {
        if (linear.features() != dictionary.size() || linear.labels() != labels) {
            throw new IOException("dictionary, weights and labels do not fit together");
        }
        return new TextClassifier.Member(dictionary, linear);
    }
}
