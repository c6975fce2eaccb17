package dev.spillway.gateway.config.check;

import dev.spillway.gateway.config.ServerTlsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A private key and the certificates that vouch for it.
 *
 * @param chain the key's own certificate first; one at least
 */
public record CertifiedKey(List<X509Certificate> chain, PrivateKey key) {
    /**
     * Reads what a configuration names. Blocks.
     *
     * @throws IllegalArgumentException if a file can't be read or holds something else, or the two don't belong together
     */
    public static CertifiedKey read(ServerTlsConfig tls) {
        try {
            List<X509Certificate> chain = Pem.certificates(Files.readAllBytes(tls.certificate()));
            PrivateKey key = Pem.key(Files.readAllBytes(tls.key()));
            if (!Pem.belongs(key, chain.getFirst())) {
                throw new IllegalArgumentException(
                        tls.key() + " is not the key of the first certificate of " + tls.certificate());
            }
            return new CertifiedKey(List.copyOf(chain), key);
        } catch (Pem.Unusable cause) {
            throw new IllegalArgumentException(tls.certificate() + " or " + tls.key() + ": " + cause.problem(), cause);
        } catch (IOException cause) {
            throw new IllegalArgumentException(
                    "the certificate or its key can't be read: " + cause.getMessage(), cause);
        }
    }

    /** What the certificate is about. */
    public String subject() {
        return chain.getFirst().getSubjectX500Principal().getName();
    }

    /** When the first certificate of the chain expires that does. */
    public Instant expiry() {
        return chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }
}
