package dev.spillway.gateway.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A self-signed certificate, made by the JDK's own keytool.
 *
 * @param authority its PEM file, for those who trust it
 */
public record Certificates(Path store, Path authority) {
    private static final String PASSWORD = "changeit";

    /**
     * Makes one.
     *
     * @param names as {@code dns:example.org,ip:127.0.0.1}
     */
    public static Certificates of(Path folder, String names) throws IOException, InterruptedException {
        Path store = folder.resolve("store.p12");
        Path authority = folder.resolve("authority.pem");
        keytool(
                "-genkeypair",
                "-keystore",
                store,
                "-alias",
                "it",
                "-keyalg",
                "EC",
                "-dname",
                "CN=test",
                "-ext",
                "san=" + names);
        keytool("-exportcert", "-rfc", "-keystore", store, "-alias", "it", "-file", authority);
        return new Certificates(store, authority);
    }

    private static void keytool(Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        command.addAll(List.of("-storepass", PASSWORD, "-storetype", "PKCS12"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    /** The certificate and its key, for a server. */
    public KeyManagerFactory keys() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        return managers;
    }

    /** Makes sockets that show it. */
    public ServerSocketFactory sockets() throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys().getKeyManagers(), null, null);
        return context.getServerSocketFactory();
    }
}
