package dev.spillway.offload.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.spillway.offload.Bytes;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures against the specification's vectors and against its reference library as an independent receiver. */
class SignatureTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OTHER = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);
    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final Instant AT = Instant.ofEpochSecond(1614265330);
    private static final Bytes BODY = Bytes.utf8("{\"test\": 2432232314}");

    private static Signer signer(String... keys) {
        return new Signer(Arrays.stream(keys).map(SigningKey::parse).toList());
    }

    private static Verifier verifier(String... keys) {
        return new Verifier(Arrays.stream(keys).map(VerifyingKey::parse).toArray(VerifyingKey[]::new));
    }

    private static Map<String, List<String>> http(Map<String, String> headers) {
        Map<String, List<String>> lists = new HashMap<>();
        headers.forEach((name, value) -> lists.put(name, List.of(value)));
        return lists;
    }

    @Test
    void theVectorOfTheSpecificationIsMet() {
        assertThat(signer(SECRET).headers(ID, AT, BODY))
                .isEqualTo(Map.of(
                        "webhook-id", ID,
                        "webhook-timestamp", "1614265330",
                        "webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    }

    /** RFC 8032, 7.1, test 2: the key, and the signature of one byte. */
    @Test
    void theVectorOfEd25519IsMet() {
        byte[] seed = HexFormat.of().parseHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
        byte[] publicKey = HexFormat.of().parseHex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
        String signature = Base64.getEncoder()
                .encodeToString(HexFormat.of()
                        .parseHex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"));
        byte[] content = {0x72};
        assertThat(new SigningKey.Private(seed).sign(content)).isEqualTo("v1a," + signature);
        byte[] both = Arrays.copyOf(seed, 64);
        System.arraycopy(publicKey, 0, both, 32, 32);
        assertThat(new SigningKey.Private(both).sign(content)).isEqualTo("v1a," + signature);
        VerifyingKey key = VerifyingKey.parse("whpk_" + Base64.getEncoder().encodeToString(publicKey));
        assertThat(key.accepts("v1a," + signature, content)).isTrue();
        assertThat(key.accepts("v1a," + signature, new byte[] {0x73})).isFalse();
        assertThat(key.accepts("v1," + signature, content)).isFalse();
        assertThat(key.accepts("v1a,!", content)).isFalse();
    }

    @Test
    void theReferenceLibraryAcceptsWhatWeSign() throws Exception {
        Instant now = Instant.now(); // the library reads the clock itself
        Map<String, String> headers = signer(SECRET).headers(ID, now, BODY);
        assertThatCode(() -> new Webhook(SECRET).verify(BODY.utf8(), http(headers)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> new Webhook(SECRET).verify(BODY.utf8() + " ", http(headers)))
                .isInstanceOf(WebhookVerificationException.class);
        assertThatThrownBy(() -> new Webhook(OTHER).verify(BODY.utf8(), http(headers)))
                .isInstanceOf(WebhookVerificationException.class);
    }

    @Test
    void theReferenceLibraryAcceptsEachOfTwoSecretsWhileOneReplacesTheOther() {
        Map<String, String> headers = signer(OTHER, SECRET).headers(ID, Instant.now(), BODY);
        for (String secret : List.of(SECRET, OTHER)) {
            assertThatCode(() -> new Webhook(secret).verify(BODY.utf8(), http(headers)))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void weAcceptWhatTheReferenceLibrarySigns() throws Exception {
        String signature = new Webhook(SECRET).sign(ID, AT.getEpochSecond(), BODY.utf8());
        Map<String, String> headers =
                Map.of("webhook-id", ID, "webhook-timestamp", "" + AT.getEpochSecond(), "webhook-signature", signature);
        assertThat(verifier(SECRET).check(headers, BODY, AT)).isEqualTo(Verifier.Finding.VALID);
    }

    @Test
    void bothSchemesMayStandSideBySide() throws NoSuchAlgorithmException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] pkcs8 = pair.getPrivate().getEncoded();
        byte[] spki = pair.getPublic().getEncoded();
        String secret = "whsk_"
                + Base64.getEncoder().encodeToString(Arrays.copyOfRange(pkcs8, pkcs8.length - 32, pkcs8.length));
        String shown =
                "whpk_" + Base64.getEncoder().encodeToString(Arrays.copyOfRange(spki, spki.length - 32, spki.length));
        Map<String, String> headers = signer(SECRET, secret).headers(ID, AT, BODY);
        assertThat(verifier(shown).check(headers, BODY, AT)).isEqualTo(Verifier.Finding.VALID);
        assertThat(verifier(SECRET).check(headers, BODY, AT)).isEqualTo(Verifier.Finding.VALID);
        assertThat(verifier(OTHER).check(headers, BODY, AT)).isEqualTo(Verifier.Finding.NOT_SIGNED);
    }

    @Test
    void whatWasChangedOnTheWayIsNotSigned() {
        Map<String, String> headers = signer(SECRET).headers(ID, AT, BODY);
        Verifier verifier = verifier(SECRET);
        assertThat(verifier.check(headers, Bytes.utf8("{}"), AT)).isEqualTo(Verifier.Finding.NOT_SIGNED);
        assertThat(verifier.check(with(headers, "webhook-id", "msg_2"), BODY, AT))
                .isEqualTo(Verifier.Finding.NOT_SIGNED);
        assertThat(verifier.check(with(headers, "webhook-timestamp", "1614265331"), BODY, AT))
                .isEqualTo(Verifier.Finding.NOT_SIGNED);
        assertThat(verifier.check(with(headers, "webhook-signature", "v1,AAAA v2,x"), BODY, AT))
                .isEqualTo(Verifier.Finding.NOT_SIGNED);
    }

    @Test
    void whatComesTooLateOrTooEarlyIsOff() {
        Map<String, String> headers = signer(SECRET).headers(ID, AT, BODY);
        Verifier verifier = verifier(SECRET);
        Duration tolerance = verifier.tolerance();
        assertThat(verifier.check(headers, BODY, AT.plus(tolerance))).isEqualTo(Verifier.Finding.VALID);
        assertThat(verifier.check(headers, BODY, AT.minus(tolerance))).isEqualTo(Verifier.Finding.VALID);
        assertThat(verifier.check(headers, BODY, AT.plus(tolerance).plusSeconds(1)))
                .isEqualTo(Verifier.Finding.TIME_OFF);
        assertThat(verifier.check(headers, BODY, AT.minus(tolerance).minusSeconds(1)))
                .isEqualTo(Verifier.Finding.TIME_OFF);
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook-id", "webhook-timestamp", "webhook-signature"})
    void aMissingHeaderIsMalformed(String name) {
        Map<String, String> headers = new HashMap<>(signer(SECRET).headers(ID, AT, BODY));
        headers.remove(name);
        assertThat(verifier(SECRET).check(headers, BODY, AT)).isEqualTo(Verifier.Finding.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "1614265330.0", "99999999999999999999", "１６１４２６５３３０"})
    void anUnreadableTimeIsMalformed(String timestamp) {
        Map<String, String> headers = with(signer(SECRET).headers(ID, AT, BODY), "webhook-timestamp", timestamp);
        assertThat(verifier(SECRET).check(headers, BODY, AT)).isEqualTo(Verifier.Finding.MALFORMED);
    }

    @Test
    void anIdWithADotIsNeitherSignedNorAccepted() {
        assertThatThrownBy(() -> signer(SECRET).headers("a.1", AT, BODY)).isInstanceOf(IllegalArgumentException.class);
        Map<String, String> headers = with(signer(SECRET).headers(ID, AT, BODY), "webhook-id", "a.b");
        assertThat(verifier(SECRET).check(headers, BODY, AT)).isEqualTo(Verifier.Finding.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "whsec_c2hvcnQ=",
                "whsec_%%%%%%%%",
                "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0",
                "whsk_c2hvcnQ=",
                "whpk_c2hvcnQ="
            })
    void anUnusableKeyIsRefusedWithoutBeingShown(String key) {
        String hidden = key.substring(key.indexOf('_') + 1);
        for (org.assertj.core.api.ThrowableAssert.ThrowingCallable parse :
                List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                        () -> SigningKey.parse(key), () -> VerifyingKey.parse(key))) {
            assertThatThrownBy(parse)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining(hidden);
        }
    }

    @Test
    void keysAreNeverPrinted() {
        assertThat(signer(SECRET).toString()).doesNotContain("MfKQ9").contains("redacted");
        assertThat(new SigningKey.Private(new byte[32]).toString()).contains("redacted");
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        Map<String, String> changed = new HashMap<>(headers);
        changed.put(name, value);
        return changed;
    }
}
