package dev.spillway.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/** A self-signed certificate for this machine and its key as PEM texts, made by the JDK's own keytool. */
record PemPair(String certificate, String key) {
    private static final String PASSWORD = "changeit";

    /**
     * Makes one.
     *
     * @param folder where a key store of that name is written
     * @param algorithm {@code EC} or {@code RSA}
     */
    static PemPair make(Path folder, String name, String algorithm, int days) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "door",
                        "-keyalg",
                        algorithm,
                        "-validity",
                        String.valueOf(days),
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store.toString()))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        return new PemPair(
                pem("CERTIFICATE", keys.getCertificate("door").getEncoded()),
                pem("PRIVATE KEY", keys.getKey("door", PASSWORD.toCharArray()).getEncoded()));
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + kind
                + "-----\n";
    }

    /** Writes {@code chain.pem} and {@code key.pem}. */
    void write(Path folder) throws IOException {
        writeCertificate(folder);
        writeKey(folder);
    }

    void writeCertificate(Path folder) throws IOException {
        Files.writeString(folder.resolve("chain.pem"), certificate);
    }

    void writeKey(Path folder) throws IOException {
        Files.writeString(folder.resolve("key.pem"), key);
    }
}
