package dev.spillway.offload.callback;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spillway.offload.Bytes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;

/** What a receiver recognises callbacks by, written {@code whsec_…} (shared) or {@code whpk_…} (public). */
public sealed interface VerifyingKey {
    /** What a public key begins with. */
    String PUBLIC = "whpk_";

    /** Whether one signature of a list, with its version before it, is this key's for the content. */
    boolean accepts(String signature, byte[] content);

    static VerifyingKey parse(String text) {
        if (text.startsWith(SigningKey.SHARED)) {
            return new Shared(new SigningKey.Shared(Bytes.owned(Keys.base64(text, SigningKey.SHARED))));
        }
        if (text.startsWith(PUBLIC)) {
            return new Public(Keys.publicKey(Keys.base64(text, PUBLIC)));
        }
        throw new IllegalArgumentException("a verifying key begins with " + SigningKey.SHARED + " or " + PUBLIC);
    }

    /** The secret that the sender knows too. */
    record Shared(SigningKey.Shared key) implements VerifyingKey {
        @Override
        public boolean accepts(String signature, byte[] content) {
            byte[] expected = key.sign(content).getBytes(US_ASCII);
            return MessageDigest.isEqual(expected, signature.getBytes(UTF_8));
        }
    }

    /** The public half of the sender's key. */
    record Public(PublicKey key) implements VerifyingKey {
        private static final String VERSION = "v1a,";

        @Override
        public boolean accepts(String signature, byte[] content) {
            if (!signature.startsWith(VERSION)) {
                return false;
            }
            try {
                Signature check = Signature.getInstance(Keys.ED25519);
                check.initVerify(key);
                check.update(content);
                return check.verify(Base64.getDecoder().decode(signature.substring(VERSION.length())));
            } catch (IllegalArgumentException | GeneralSecurityException malformed) {
                return false;
            }
        }
    }
}
