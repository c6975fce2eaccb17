package dev.spillway.gateway.config.check;

import static dev.spillway.gateway.config.shape.KeyPath.child;

import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.ServerTlsConfig;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes sure that certificates and keys are what they should be, and belong together. */
final class TlsCheck {
    private final NamedFiles files;
    private final Findings findings;

    TlsCheck(NamedFiles files, Findings findings) {
        this.files = files;
        this.findings = findings;
    }

    void check(GatewayConfig config) {
        door("listen.grpc.tls", config.listen().grpc().tls());
        door("listen.rest.tls", config.listen().rest().tls());
        config.backends().forEach((name, backend) -> {
            if (backend.tls() != null && backend.tls().authorities() != null) {
                certificates(child(child(child("backends", name), "tls"), "authorities"));
            }
        });
    }

    private void door(String path, @Nullable ServerTlsConfig tls) {
        if (tls == null) {
            return;
        }
        List<X509Certificate> chain = certificates(child(path, "certificate"));
        Optional<PrivateKey> key = key(child(path, "key"));
        if (!chain.isEmpty() && key.isPresent() && !Pem.belongs(key.get(), chain.getFirst())) {
            findings.problem(
                    child(path, "key"),
                    "this is not the key of the certificate of "
                            + chain.getFirst().getSubjectX500Principal(),
                    "the first certificate of the chain must be the key's");
        }
    }

    private List<X509Certificate> certificates(String path) {
        return files.content(path)
                .map(bytes -> {
                    try {
                        return Pem.certificates(bytes);
                    } catch (Pem.Unusable cause) {
                        findings.problem(path, cause.problem(), cause.suggestion());
                        return List.<X509Certificate>of();
                    }
                })
                .orElse(List.of());
    }

    private Optional<PrivateKey> key(String path) {
        return files.content(path).flatMap(bytes -> {
            try {
                return Optional.of(Pem.key(bytes));
            } catch (Pem.Unusable cause) {
                findings.problem(path, cause.problem(), cause.suggestion());
                return Optional.empty();
            }
        });
    }
}
