package dev.spillway.load.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** By the vector of docs/tasks.md. */
class SignedCallbacksTest {
    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final String TIMESTAMP = "1614265330";
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
    private static final Instant SOON = Instant.ofEpochSecond(1614265330 + 60);

    private final SignedCallbacks signed = new SignedCallbacks("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    @Test
    void whatTheSecretSignedIsGenuineWhateverStandsBesideIt() {
        assertThat(signed.isGenuine(ID, TIMESTAMP, SIGNATURE, BODY, SOON)).isTrue();
        assertThat(signed.isGenuine(ID, TIMESTAMP, "v1,AAAA v1a,BBBB " + SIGNATURE, BODY, SOON))
                .isTrue();
    }

    @Test
    void anythingElseIsNot() {
        byte[] other = "{\"test\": 2432232315}".getBytes(StandardCharsets.UTF_8);
        assertThat(signed.isGenuine(ID, TIMESTAMP, SIGNATURE, other, SOON)).isFalse();
        assertThat(signed.isGenuine("msg_other", TIMESTAMP, SIGNATURE, BODY, SOON))
                .isFalse();
        assertThat(signed.isGenuine(ID, "1614265331", SIGNATURE, BODY, SOON)).isFalse();
        assertThat(signed.isGenuine(ID, TIMESTAMP, "", BODY, SOON)).isFalse();
        assertThat(signed.isGenuine(ID, "", SIGNATURE, BODY, SOON)).isFalse();
    }

    @Test
    void whatIsOldIsNot() {
        assertThat(signed.isGenuine(ID, TIMESTAMP, SIGNATURE, BODY, SOON.plusSeconds(600)))
                .isFalse();
    }
}
