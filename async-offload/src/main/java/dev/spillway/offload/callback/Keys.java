package dev.spillway.offload.callback;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;

/** How keys are written. */
final class Keys {
    static final String ED25519 = "Ed25519";
    private static final int PUBLIC_BYTES = 32;

    private Keys() {}

    /** What stands behind a prefix; never repeats it in an error. */
    static byte[] base64(String text, String prefix) {
        try {
            return Base64.getDecoder().decode(text.substring(prefix.length()));
        } catch (IllegalArgumentException notBase64) {
            throw new IllegalArgumentException("what follows " + prefix + " is not base64");
        }
    }

    /** A public key from its 32 bytes: y in little-endian order, the highest bit telling whether x is odd (RFC 8032, 5.1.2). */
    static PublicKey publicKey(byte[] bytes) {
        if (bytes.length != PUBLIC_BYTES) {
            throw new IllegalArgumentException("a public key has 32 bytes, not " + bytes.length);
        }
        byte[] y = new byte[PUBLIC_BYTES];
        for (int i = 0; i < PUBLIC_BYTES; i++) {
            y[i] = bytes[PUBLIC_BYTES - 1 - i];
        }
        boolean odd = (y[0] & 0x80) != 0;
        y[0] &= 0x7f;
        try {
            return KeyFactory.getInstance(ED25519)
                    .generatePublic(new EdECPublicKeySpec(
                            NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, y))));
        } catch (GeneralSecurityException unusable) {
            throw new IllegalArgumentException("not a public key", unusable);
        }
    }
}
