package dev.spillway.load.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A command of the gateway that ends by itself, as a process of its own, from the jar that the build made. */
public final class GatewayTool {
    private GatewayTool() {}

    /**
     * Runs a command to its end.
     *
     * @param complaints the file that keeps what it says on standard error
     * @param arguments the command and its options
     * @return what it printed
     * @throws IOException where it ends with a status other than 0; the message holds what it complained of
     */
    public static String run(Path complaints, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-jar", GatewayProcess.jar().toString()));
        command.addAll(arguments);
        Process process =
                new ProcessBuilder(command).redirectError(complaints.toFile()).start();
        try (InputStream out = process.getInputStream()) {
            String printed = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException("spillway " + arguments.getFirst() + " ended with status " + status + ":\n"
                        + Files.readString(complaints) + printed);
            }
            return printed;
        } finally {
            process.destroy();
        }
    }
}
