package dev.buildrun.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs outside, by tokens that others sign. */
class ExternalTokensTest {
    private static final long NOW = Instant.parse("2030-01-01T00:00:00Z").getEpochSecond();
    private static final byte[] SECRET =
            "a secret that the old backends shared".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    private final PublishedKeys keys = new PublishedKeys();
    private final ExternalAccess.Jwks jwks = new ExternalAccess.Jwks(
            keys.url("/keys"), List.of("https://id.example"), List.of(), List.of("portal"), "github");
    private final Access access = new Access(new AccessConfig(
            URI.create("http://localhost:7007"),
            true,
            Duration.ofHours(1),
            null,
            List.of(
                    new ExternalAccess(jwks, Map.of("catalog", new Scope(List.of("catalog.entity.read"), null, null))),
                    new ExternalAccess(
                            new ExternalAccess.Legacy(Base64.getEncoder().encodeToString(SECRET), "old"), Map.of()))));

    @AfterEach
    void stop() {
        access.close();
        keys.close();
    }

    private static String claims(String issuer, String audience, long expires) {
        return "{\"iss\":\"" + issuer + "\",\"aud\":" + audience + ",\"sub\":\"repo:me/app\",\"iat\":" + NOW
                + ",\"exp\":" + expires + "}";
    }

    @Nested
    class Jwks {
        @Test
        void namesTheProgramAndWhatItsTokenIsGoodFor() {
            var token = keys.sign(null, claims("https://id.example", "[\"other\",\"portal\"]", NOW + 60));

            assertThat(access.authenticate(token))
                    .isEqualTo(new Caller.Service(
                            "external:github:repo:me/app", new Scope(List.of("catalog.entity.read"), null, null)));
            assertThatThrownBy(() -> access.authenticator.authenticate("Bearer " + token, "scaffolder"))
                    .hasMessage("This token's access is restricted to plugin(s) 'catalog'");
        }

        @Test
        void isAskedForOnceWhileItsKeyIsTheSame() {
            for (var i = 0; i < 5; i++) {
                access.authenticate(keys.sign(null, claims("https://id.example", "\"portal\"", NOW + 60 + i)));
            }

            assertThat(keys.asked).hasSize(1);
        }

        @Test
        void isAskedAgainForAKeyThatIsNew() {
            access.authenticate(keys.sign(null, claims("https://id.example", "\"portal\"", NOW + 60)));
            keys.rotate();

            var token = keys.sign(null, claims("https://id.example", "\"portal\"", NOW + 60));

            assertThat(access.authenticate(token)).isInstanceOf(Caller.Service.class);
        }

        @Test
        void asksOffTheEventLoopAndRemembers() {
            var header = "Bearer " + keys.sign(null, claims("https://id.example", "\"portal\"", NOW + 60));

            assertThat(access.authenticator.blocks(header)).isTrue();
            access.authenticator.authenticate(header, "catalog");
            assertThat(access.authenticator.blocks(header)).isFalse();
            assertThat(access.authenticator.blocks("Bearer " + access.tokens.forUser(Access.JANE)))
                    .isFalse();
        }

        @Test
        void refusesWhatIsNotForUs() {
            for (var claims : List.of(
                    claims("https://evil.example", "\"portal\"", NOW + 60),
                    claims("https://id.example", "\"elsewhere\"", NOW + 60),
                    claims("https://id.example", "\"portal\"", NOW - 1),
                    "{\"iss\":\"https://id.example\",\"aud\":\"portal\",\"sub\":\"x\"}",
                    "{\"iss\":\"https://id.example\",\"aud\":\"portal\",\"exp\":" + (NOW + 60) + "}")) {
                assertThatThrownBy(() -> access.authenticate(keys.sign(null, claims)))
                        .as(claims)
                        .hasMessage("Illegal token");
            }
        }
    }

    @Nested
    class Legacy {
        private String token(String claims, byte[] secret, JWSAlgorithm algorithm) throws JOSEException {
            var jws = new JWSObject(new JWSHeader(algorithm), new Payload(claims));
            jws.sign(new MACSigner(secret));
            return jws.serialize();
        }

        @Test
        void isTheProgramThatKnowsTheSecret() throws JOSEException {
            var token = token("{\"sub\":\"backstage-server\",\"exp\":" + (NOW + 60) + "}", SECRET, JWSAlgorithm.HS256);

            assertThat(access.authenticate(token)).isEqualTo(new Caller.Service("external:old"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"sub\":\"somebody\"}",
                    "{\"sub\":\"backstage-server\",\"aud\":\"catalog\"}",
                    "{\"sub\":\"backstage-server\",\"exp\":1}",
                    "{\"sub\":\"backstage-server\",\"exp\":\"never\"}",
                    "[]"
                })
        void refusesOtherClaims(String claims) {
            assertThatThrownBy(() -> access.authenticate(token(claims, SECRET, JWSAlgorithm.HS256)))
                    .hasMessage("Illegal token");
        }

        @Test
        void refusesAnotherSecret() {
            assertThatThrownBy(() -> access.authenticate(
                            token("{\"sub\":\"backstage-server\"}", new byte[32], JWSAlgorithm.HS256)))
                    .hasMessage("Illegal token");
        }
    }
}
