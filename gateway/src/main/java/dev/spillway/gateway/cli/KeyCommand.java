package dev.spillway.gateway.cli;

import dev.spillway.gateway.edge.Callers;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code spillway key}: makes an API key, and the hash of it that the configuration takes. */
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        description = {
            "Makes an API key and prints it with its hash.",
            "The key goes to the caller; the hash goes into the configuration, which never holds the key itself."
        })
public final class KeyCommand implements Callable<Integer> {
    private static final int RANDOM_BYTES = 32;
    private static final String PREFIX = "spw_";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        String key = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        PrintWriter out = spec.commandLine().getOut();
        out.println("key   " + key);
        out.println("hash  " + Callers.hash(key));
        out.println();
        out.println("callers:");
        out.println("  - { name: my-frontend, key: \"" + Callers.hash(key) + "\", tenant: my-team }");
        out.flush();
        return 0;
    }
}
