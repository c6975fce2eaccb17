package dev.spillway.gateway.edge;

import dev.spillway.gateway.config.ServerTlsConfig;
import dev.spillway.gateway.config.check.CertifiedKey;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificate that a door serves to new handshakes; a renewed one may take its place at any time. Thread-safe.
 *
 * <p>A handshake asks first for an alias and then for that alias's key and chain: each certificate has an alias of its own, and
 * the one before is kept, so that a handshake under way never gets the key of one and the chain of another.
 */
public final class DoorCertificate extends X509ExtendedKeyManager {
    private record Served(int number, CertifiedKey certified) {
        String alias() {
            return String.valueOf(number);
        }
    }

    private record State(Served now, @Nullable Served before) {}

    private volatile State state;

    /**
     * The certificate that a door's configuration names; null if it names none. Reads files, which blocks.
     *
     * @throws IllegalArgumentException if it can't be read, or its key belongs to another
     */
    public static @Nullable DoorCertificate of(@Nullable ServerTlsConfig tls) {
        return tls == null ? null : new DoorCertificate(CertifiedKey.read(tls));
    }

    /** Serves a first certificate. */
    public DoorCertificate(CertifiedKey first) {
        state = new State(new Served(0, first), null);
    }

    /** What new handshakes get. */
    public CertifiedKey served() {
        return state.now.certified;
    }

    /**
     * Serves another certificate from now on; connections that are open are left as they are.
     *
     * @return whether it is another one than before
     */
    public synchronized boolean serve(CertifiedKey next) {
        Served now = state.now;
        if (now.certified.equals(next)) {
            return false;
        }
        state = new State(new Served(now.number + 1, next), now);
        return true;
    }

    /** The alias of the present certificate if its key is of the wanted type, such as {@code EC}; null otherwise. */
    private @Nullable String alias(String keyType) {
        Served now = state.now;
        String algorithm = now.certified.key().getAlgorithm();
        return keyType.equals(algorithm) || keyType.startsWith(algorithm + "_") ? now.alias() : null;
    }

    private @Nullable CertifiedKey of(String alias) {
        State at = state;
        if (at.now.alias().equals(alias)) {
            return at.now.certified;
        }
        return at.before != null && at.before.alias().equals(alias) ? at.before.certified : null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return alias(keyType);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return alias(keyType);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal[] issuers) {
        String alias = alias(keyType);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        CertifiedKey certified = of(alias);
        return certified == null ? null : certified.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        CertifiedKey certified = of(alias);
        return certified == null ? null : certified.key();
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return null;
    }
}
