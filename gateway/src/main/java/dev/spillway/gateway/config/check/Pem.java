package dev.spillway.gateway.config.check;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and keys in PEM (RFC 7468). */
final class Pem {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    private Pem() {}

    /** A file that holds something else; says what. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        private final String suggestion;

        Unusable(String problem, String suggestion) {
            super(problem, null, false, false);
            this.suggestion = suggestion;
        }

        String problem() {
            return String.valueOf(getMessage());
        }

        String suggestion() {
            return suggestion;
        }
    }

    /** The certificates of a file, one at least. */
    static List<X509Certificate> certificates(byte[] file) throws Unusable {
        if (!text(file).contains("-----BEGIN CERTIFICATE-----")) {
            throw new Unusable(
                    "this file holds no certificate in PEM", "such a file has a line -----BEGIN CERTIFICATE-----");
        }
        try {
            return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(file)).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException cause) {
            throw new Unusable("the certificate can't be read: " + cause.getMessage(), "");
        }
    }

    /** The private key of a file. */
    static PrivateKey key(byte[] file) throws Unusable {
        String text = text(file);
        Matcher key = KEY.matcher(text);
        if (!key.find()) {
            throw noKey(text);
        }
        byte[] encoded = Base64.getMimeDecoder().decode(key.group(1));
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (InvalidKeySpecException _) {
                // a key of another algorithm
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException("every Java platform has " + algorithm, impossible);
            }
        }
        throw new Unusable("the key is none of " + String.join(", ", ALGORITHMS), "");
    }

    private static Unusable noKey(String text) {
        if (text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----")) {
            return new Unusable("the key is encrypted", "decrypt it: openssl pkcs8 -in KEY -out KEY.pk8");
        }
        if (text.contains(" PRIVATE KEY-----")) {
            return new Unusable(
                    "the key is not in PKCS #8", "convert it: openssl pkcs8 -topk8 -nocrypt -in KEY -out KEY.pk8");
        }
        return new Unusable(
                "this file holds no private key in PEM", "such a file has a line -----BEGIN PRIVATE KEY-----");
    }

    /** Whether a signature by the key is one of the certificate's. */
    static boolean belongs(PrivateKey key, X509Certificate certificate) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "EdDSA";
        };
        byte[] message = "spillway".getBytes(StandardCharsets.UTF_8);
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(message);
            byte[] signature = signer.sign();
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(certificate.getPublicKey());
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException _) { // keys of different algorithms
            return false;
        }
    }

    private static String text(byte[] file) {
        return new String(file, StandardCharsets.ISO_8859_1);
    }
}
