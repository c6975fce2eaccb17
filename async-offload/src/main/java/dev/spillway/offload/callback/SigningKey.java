package dev.spillway.offload.callback;

import dev.spillway.offload.Bytes;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A secret that signs callbacks, written {@code whsec_…} (HMAC-SHA256) or {@code whsk_…} (ed25519). Never printed. */
public sealed interface SigningKey {
    /** What a shared secret begins with. */
    String SHARED = "whsec_";

    /** What a private key begins with. */
    String PRIVATE = "whsk_";

    /** The signature of a content, with the version of its scheme before it: {@code v1,…} or {@code v1a,…}. */
    String sign(byte[] content);

    /** Reads a key; an error tells what is wrong with it, without its value. */
    static SigningKey parse(String text) {
        if (text.startsWith(SHARED)) {
            return new Shared(Bytes.owned(Keys.base64(text, SHARED)));
        }
        if (text.startsWith(PRIVATE)) {
            return new Private(Keys.base64(text, PRIVATE));
        }
        throw new IllegalArgumentException("a signing key begins with " + SHARED + " or " + PRIVATE);
    }

    /** A secret that both sides know. */
    record Shared(Bytes secret) implements SigningKey {
        private static final String ALGORITHM = "HmacSHA256";

        public Shared {
            if (secret.length() < 24 || secret.length() > 64) {
                throw new IllegalArgumentException("a shared secret has 24 to 64 bytes, not " + secret.length());
            }
        }

        @Override
        public String sign(byte[] content) {
            return "v1," + Base64.getEncoder().encodeToString(mac(content));
        }

        byte[] mac(byte[] content) {
            try {
                Mac mac = Mac.getInstance(ALGORITHM);
                mac.init(new SecretKeySpec(secret.shared(), ALGORITHM));
                return mac.doFinal(content);
            } catch (GeneralSecurityException missing) {
                throw new IllegalStateException("every JDK has " + ALGORITHM, missing);
            }
        }

        @Override
        public String toString() {
            return "Shared[redacted]";
        }
    }

    /** Half of a key pair: receivers know the other half only. */
    final class Private implements SigningKey {
        private static final int SEED_BYTES = 32;

        private final PrivateKey key;

        /** A key from its seed of 32 bytes, or from seed and public key, 64 bytes together. */
        Private(byte[] seed) {
            if (seed.length != SEED_BYTES && seed.length != 2 * SEED_BYTES) {
                throw new IllegalArgumentException("a private key has 32 or 64 bytes, not " + seed.length);
            }
            try {
                this.key = KeyFactory.getInstance(Keys.ED25519)
                        .generatePrivate(
                                new EdECPrivateKeySpec(NamedParameterSpec.ED25519, Arrays.copyOf(seed, SEED_BYTES)));
            } catch (GeneralSecurityException unusable) {
                throw new IllegalArgumentException("not a private key", unusable);
            }
        }

        @Override
        public String sign(byte[] content) {
            try {
                Signature signature = Signature.getInstance(Keys.ED25519);
                signature.initSign(key);
                signature.update(content);
                return "v1a," + Base64.getEncoder().encodeToString(signature.sign());
            } catch (GeneralSecurityException failed) {
                throw new IllegalStateException("a valid key could not sign", failed);
            }
        }

        @Override
        public String toString() {
            return "Private[redacted]";
        }
    }
}
