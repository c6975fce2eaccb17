package dev.spillway.gateway.config.rules;

import dev.spillway.gateway.config.check.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file's content, or why there is none.
 *
 * @param problem empty where it could be read
 * @param digest empty where it could not
 */
record NamedText(String text, String problem, String digest) {
    private static final int BYTES_MOST = 4 << 20;

    static NamedText read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(BYTES_MOST + 1);
            if (bytes.length > BYTES_MOST) {
                return unreadable("the file " + file + " is larger than 4 MiB");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return new NamedText(text, "", Digests.of(bytes));
        } catch (CharacterCodingException cause) {
            return unreadable("the file " + file + " is not written in UTF-8");
        } catch (IOException cause) {
            return unreadable(reason(file, cause));
        }
    }

    private static String reason(Path file, IOException cause) {
        if (Files.isDirectory(file)) {
            return file + " is a directory";
        }
        return switch (cause) {
            case NoSuchFileException _ -> "there is no file " + file;
            case AccessDeniedException _ -> "the file " + file + " may not be read";
            default -> "the file " + file + " can't be read: " + cause.getMessage();
        };
    }

    private static NamedText unreadable(String problem) {
        return new NamedText("", problem, "");
    }

    boolean isReadable() {
        return problem.isEmpty();
    }
}
