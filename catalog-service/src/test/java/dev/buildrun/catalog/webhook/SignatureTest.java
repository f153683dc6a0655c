package dev.buildrun.catalog.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {
    /** The example that the libraries of Standard Webhooks test themselves with. */
    @Test
    void signsAsTheSpecificationDoes() {
        var key = Signature.key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").orElseThrow();
        var body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

        var signature = Signature.of(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", Instant.ofEpochSecond(1614265330), body);

        assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void makesSecretsThatItUnderstands() {
        assertThat(Signature.newSecret()).isNotEqualTo(Signature.newSecret());
        assertThat(Signature.key(Signature.newSecret()))
                .hasValueSatisfying(key -> assertThat(key).hasSize(32));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "whsec_",
                "whsec_c2hvcnQ=",
                "whsec_not base 64 at all, not at all",
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
            })
    void knowsWhatIsNoSecret(String text) {
        assertThat(Signature.key(text)).isEmpty();
    }
}
