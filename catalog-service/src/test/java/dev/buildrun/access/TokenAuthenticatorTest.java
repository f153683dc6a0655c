package dev.buildrun.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class TokenAuthenticatorTest {
    private Access access;

    @BeforeEach
    void start() {
        access = new Access();
    }

    @AfterEach
    void stop() {
        access.close();
    }

    @Test
    void knowsAUserAndTheGroupsTheCatalogGivesThem() {
        var token = access.tokens.forUser(Access.JANE);

        assertThat(access.authenticate(token)).isEqualTo(new Caller.User(Access.JANE, Access.JANES_REFS));
    }

    @Test
    void knowsAPluginWhereItIsCalledAndNowhereElse() {
        var token = access.tokens.forPlugin("scaffolder", "catalog");

        assertThat(access.authenticate(token)).isEqualTo(new Caller.Service("plugin:scaffolder"));
        assertThatThrownBy(() -> access.authenticator.authenticate("Bearer " + token, "search"))
                .hasMessage("Illegal token");
    }

    @Test
    void knowsTheHolderOfAStaticToken() {
        assertThat(access.authenticate(Access.STATIC_TOKEN)).isEqualTo(new Caller.Service("external:ci"));
    }

    @Test
    void refusesARestrictedTokenElsewhere() {
        assertThat(access.authenticator.authenticate("Bearer " + Access.RESTRICTED_TOKEN, "search"))
                .isEqualTo(new Caller.Service("external:bot"));
        assertThatThrownBy(() -> access.authenticate(Access.RESTRICTED_TOKEN))
                .hasMessage("This token's access is restricted to plugin(s) 'scaffolder', 'search'")
                .returns(ErrorKind.NOT_ALLOWED, failure -> ((ServiceException) failure).kind());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bearer %s", "BEARER   %s"})
    void takesTheSchemeInAnyCase(String header) {
        assertThat(access.authenticator.authenticate(header.formatted(Access.STATIC_TOKEN), "catalog"))
                .isInstanceOf(Caller.Service.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic Zm9vOmJhcg==", "Bearer", "Bearer a b", "a-static-token", "Bearer a-static-token, b"})
    void takesAnyOtherHeaderForNoCredentials(String header) {
        assertThat(access.authenticator.authenticate(header, "catalog")).isEqualTo(new Caller.Anonymous());
    }

    @Test
    void takesAUserTokenUntilItEndsAlthoughItIsRemembered() {
        var token = access.tokens.forUser(Access.JANE);
        access.authenticate(token);
        access.clock.advance(Duration.ofMinutes(59));
        var justBefore = access.authenticate(token);

        access.clock.advance(Duration.ofMinutes(1));

        assertThat(justBefore).isInstanceOf(Caller.User.class);
        refused(token);
    }

    /** Recorded from Backstage 1.55; the token ended long ago, so only a clock that is set back takes it. */
    @Test
    void readsATokenThatBackstageSigned() throws Exception {
        var recorded = Json.read(TokenAuthenticatorTest.class
                .getResourceAsStream("backstage-user-token.json")
                .readAllBytes());
        var signedAt = Instant.ofEpochSecond(1_795_420_754);
        access.clock.advance(Duration.between(access.clock.instant(), signedAt));
        access.database.transact(tx -> new SigningKeyStore()
                .insert(
                        tx,
                        "5062ef30-e136-4518-9495-43e84aca5f3b",
                        Json.write(recorded.get("jwk")),
                        signedAt,
                        signedAt.plusSeconds(3_600)));
        access.keys.turn();
        var token = recorded.get("token").stringValue();

        assertThat(access.authenticate(token))
                .isEqualTo(new Caller.User("user:development/guest", List.of("user:development/guest")));
        assertThat(access.tokens.verify(
                        access.tokens.limited(token).orElseThrow().token()))
                .hasValueSatisfying(limited -> assertThat(limited.type()).isEqualTo(TokenType.LIMITED_USER));
    }

    private void refused(String token) {
        assertThatThrownBy(() -> access.authenticate(token))
                .hasMessage("Illegal token")
                .returns(ErrorKind.AUTHENTICATION, failure -> ((ServiceException) failure).kind());
    }

    /** Each forgery differs from a good token in one thing, so that nothing but this one thing can be what refuses it. */
    @Nested
    class Forgeries {
        private ObjectNode header;
        private ObjectNode claims;

        @BeforeEach
        void startFromAGoodToken() throws ParseException {
            var good = JWSObject.parse(access.tokens.forUser(Access.JANE));
            header = (ObjectNode) Json.read(good.getHeader().toString());
            claims = (ObjectNode) Json.read(good.getPayload().toString());
        }

        private String signedBy(JWSSigner signer) throws Exception {
            var jws = new JWSObject(
                    JWSHeader.parse(Base64URL.encode(Json.write(header))), new Payload(Json.write(claims)));
            jws.sign(signer);
            return jws.serialize();
        }

        private String signed() throws Exception {
            return signedBy(new ECDSASigner(access.keys.signingKey()));
        }

        private ECKey ownKey() throws JOSEException {
            return new ECKeyGenerator(Curve.P_256)
                    .keyID(access.keys.signingKey().getKeyID())
                    .generate();
        }

        @Test
        void theGoodTokenItselfIsTaken() throws Exception {
            assertThat(access.authenticate(signed())).isInstanceOf(Caller.User.class);
        }

        @ParameterizedTest
        @ValueSource(strings = {"none", "None", "NONE"})
        void noSignature(String algorithm) {
            header.put("alg", algorithm);
            var parts = Base64URL.encode(Json.write(header)) + "." + Base64URL.encode(Json.write(claims)) + ".";

            refused(parts);
        }

        @Test
        void anHmacWithThePublicKeyAsSecret() throws Exception {
            header.put("alg", "HS256");
            var publicKey = access.keys.signingKey().toPublicJWK();

            refused(signedBy(new MACSigner(publicKey.toJSONString().getBytes(StandardCharsets.UTF_8))));
            refused(signedBy(new MACSigner(publicKey.toECPublicKey().getEncoded())));
        }

        @Test
        void anotherCurve() throws Exception {
            header.put("alg", "ES384");

            refused(signedBy(new ECDSASigner(new ECKeyGenerator(Curve.P_384).generate())));
        }

        @Test
        void anUnknownKey() throws Exception {
            header.put("kid", "somebody-elses");

            refused(signed());
        }

        @Test
        void noKeyAtAll() throws Exception {
            header.remove("kid");

            refused(signed());
        }

        @Test
        void anotherKeyUnderTheKnownName() throws Exception {
            refused(signedBy(new ECDSASigner(ownKey())));
        }

        @Test
        void aKeyInsideTheToken() throws Exception {
            var own = ownKey();
            header.set("jwk", Json.read(own.toPublicJWK().toJSONString()));

            refused(signedBy(new ECDSASigner(own)));
            refused(signed());
        }

        @ParameterizedTest
        @CsvSource({"jku,https://evil.example/keys", "x5u,https://evil.example/cert", "cty,JWT", "mine,1"})
        void anyFurtherHeader(String name, String value) throws Exception {
            header.put(name, value);

            refused(signed());
        }

        @Test
        void aCriticalHeader() throws Exception {
            header.putArray("crit").add("exp");
            header.put("exp", 1);

            refused(signed());
        }

        @ParameterizedTest
        @ValueSource(strings = {"JWT", "vnd.backstage.unknown", "vnd.backstage.plugin", "vnd.buildrun.repository"})
        void anotherType(String type) throws Exception {
            header.put("typ", type);

            refused(signed());
        }

        @Test
        void noType() throws Exception {
            header.remove("typ");

            refused(signed());
        }

        @Test
        void expired() throws Exception {
            claims.put("exp", access.clock.instant().getEpochSecond());

            refused(signed());
        }

        @Test
        void notYetValid() throws Exception {
            claims.put("nbf", access.clock.instant().getEpochSecond() + 120);

            refused(signed());
        }

        @Test
        void issuedInTheFuture() throws Exception {
            claims.put("iat", access.clock.instant().getEpochSecond() + 120);

            refused(signed());
        }

        @ParameterizedTest
        @ValueSource(strings = {"exp", "iat", "sub", "aud", "iss"})
        void withoutAClaim(String claim) throws Exception {
            claims.remove(claim);

            refused(signed());
        }

        @ParameterizedTest
        @ValueSource(strings = {"exp", "iat", "nbf"})
        void aTimeThatIsNoNumber(String claim) throws Exception {
            claims.put(claim, "9999999999");

            refused(signed());
        }

        @ParameterizedTest
        @CsvSource({"aud,catalog", "iss,https://evil.example/api/auth"})
        void forOrFromAnother(String claim, String value) throws Exception {
            claims.put(claim, value);

            refused(signed());
        }

        @Test
        void aClaimThatIsThereTwice() throws Exception {
            var twice = Json.write(claims).replaceFirst("\\{", "{\"sub\":\"user:default/admin\",");
            var jws = new JWSObject(JWSHeader.parse(Base64URL.encode(Json.write(header))), new Payload(twice));
            jws.sign(new ECDSASigner(access.keys.signingKey()));

            refused(jws.serialize());
        }

        @Test
        void anotherSubjectUnderTheOldSignature() throws Exception {
            var parts = signed().split("\\.", -1);
            claims.put("sub", "user:default/admin");

            refused(parts[0] + "." + Base64URL.encode(Json.write(claims)) + "." + parts[2]);
        }

        @Test
        void anEmptySignature() throws Exception {
            var parts = signed().split("\\.", -1);

            refused(parts[0] + "." + parts[1] + ".");
        }

        @Test
        void aSignatureOfZeros() throws Exception {
            var parts = signed().split("\\.", -1);

            refused(parts[0] + "." + parts[1] + "." + Base64URL.encode(new byte[64]));
        }

        @Test
        void truncatedAnywhere() throws Exception {
            var token = signed();

            for (var length = 1; length < token.length(); length++) {
                refused(token.substring(0, length));
            }
        }

        @Test
        void tooLong() {
            refused("a".repeat(33_000));
        }

        @Test
        void aTokenForCookiesInTheHeader() throws Exception {
            assertThatThrownBy(() -> access.authenticate(
                            access.tokens.limited(signed()).orElseThrow().token()))
                    .hasMessage("Illegal limited user token");
        }

        @Test
        void aTokenForPushing() {
            refused(access.tokens.forSubject(TokenType.REPOSITORY, "team/repo", "git", Duration.ofMinutes(1)));
        }
    }
}
