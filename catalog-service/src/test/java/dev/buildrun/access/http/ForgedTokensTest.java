package dev.buildrun.access.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import dev.buildrun.access.PublishedKeys;
import dev.buildrun.json.Json;
import dev.buildrun.testing.RunningService;
import dev.buildrun.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every forged token gets the same answer from the whole service, whoever's keys it pretends to be signed with. */
class ForgedTokensTest {
    private static final String USER = "vnd.backstage.user";
    private static final String ENTITIES = "/api/catalog/entities";

    @TempDir
    static Path folder;

    private static final PublishedKeys ISSUER = new PublishedKeys();
    private static RunningService service;
    private static String genuine;
    private static ECKey evil;

    @BeforeAll
    static void start() throws Exception {
        service = RunningService.start(
                TestDatabase.create(), folder, """
                auth: {environment: development, providers: {guest: {}}}
                discovery: {endpoints: [{target: '%s', plugins: [search]}]}
                backend: {auth: {externalAccess: [{type: jwks, options: {url: '%s', issuer: 'https://id.example', audience: portal}}]}}
                """.formatted(ISSUER.url("/search"), ISSUER.url("/keys")));
        genuine = service.get("", "/api/auth/guest/refresh")
                .json()
                .at("/backstageIdentity/token")
                .asString();
        evil = new ECKeyGenerator(Curve.P_256).keyID(kid()).generate();
    }

    @AfterAll
    static void stop() {
        service.close();
        ISSUER.close();
    }

    private static String kid() throws Exception {
        return JWSObject.parse(genuine).getHeader().getKeyID();
    }

    private static String claims(String subject, String audience, long from, long to) {
        return "{\"iss\":\"http://localhost:7007/api/auth\",\"sub\":\"" + subject + "\",\"aud\":\"" + audience
                + "\",\"iat\":" + from + ",\"exp\":" + to + "}";
    }

    private static String claims() {
        var now = Instant.now().getEpochSecond();
        return claims("user:development/guest", "backstage", now, now + 600);
    }

    private static String sign(String header, String claims, JWSSigner signer) throws Exception {
        var jws = new JWSObject(JWSHeader.parse(header), new Payload(claims));
        jws.sign(signer);
        return jws.serialize();
    }

    private static String header(String more) throws Exception {
        return "{\"typ\":\"" + USER + "\",\"alg\":\"ES256\",\"kid\":\"" + kid() + "\"" + more + "}";
    }

    private static String raw(String header, String claims, String signature) {
        return Base64URL.encode(header) + "." + Base64URL.encode(claims) + "." + signature;
    }

    private static Map<String, String> forged() throws Exception {
        var tokens = new LinkedHashMap<String, String>();
        var parts = genuine.split("\\.", -1);
        tokens.put(
                "alg none", raw("{\"typ\":\"" + USER + "\",\"alg\":\"none\",\"kid\":\"" + kid() + "\"}", claims(), ""));
        tokens.put("alg None", raw("{\"typ\":\"" + USER + "\",\"alg\":\"None\"}", claims(), "AAAA"));
        tokens.put("no signature", parts[0] + "." + parts[1] + ".");
        var published = service.get("", "/api/auth/.well-known/jwks.json")
                .json()
                .path("keys")
                .get(0);
        var mac = Json.write(published).repeat(2).getBytes(StandardCharsets.UTF_8);
        tokens.put(
                "the public key as a secret",
                sign(
                        "{\"typ\":\"" + USER + "\",\"alg\":\"HS256\",\"kid\":\"" + kid() + "\"}",
                        claims(),
                        new MACSigner(mac)));
        tokens.put(
                "RSA for EC",
                sign(
                        "{\"typ\":\"" + USER + "\",\"alg\":\"RS256\",\"kid\":\"" + kid() + "\"}",
                        claims(),
                        new RSASSASigner(new RSAKeyGenerator(2048).generate())));
        tokens.put("another key under a known id", sign(header(""), claims(), new ECDSASigner(evil)));
        tokens.put(
                "an unknown id",
                sign(
                        "{\"typ\":\"" + USER + "\",\"alg\":\"ES256\",\"kid\":\"nobody\"}",
                        claims(),
                        new ECDSASigner(evil)));
        tokens.put(
                "its own key",
                sign(header(",\"jwk\":" + evil.toPublicJWK().toJSONString()), claims(), new ECDSASigner(evil)));
        tokens.put(
                "the address of its key",
                sign(header(",\"jku\":\"" + ISSUER.url("/evil") + "\""), claims(), new ECDSASigner(evil)));
        tokens.put(
                "the address of its certificate",
                sign(header(",\"x5u\":\"" + ISSUER.url("/evil") + "\""), claims(), new ECDSASigner(evil)));
        tokens.put(
                "a critical header", sign(header(",\"crit\":[\"b64\"],\"b64\":true"), claims(), new ECDSASigner(evil)));
        tokens.put(
                "other claims under a genuine signature", parts[0] + "." + Base64URL.encode(claims()) + "." + parts[2]);
        tokens.put("two tokens", genuine + "." + parts[2]);
        tokens.put("an access token that nobody made", "brt_AAAAAAAA" + "A".repeat(43));
        tokens.put("too long", genuine + "A".repeat(20_000));
        tokens.put("garbage", "x.y.z");
        addForeign(tokens);
        return tokens;
    }

    /** Signed well, by others or for others. */
    private static void addForeign(Map<String, String> tokens) throws Exception {
        var now = Instant.now().getEpochSecond();
        tokens.put("a user of another issuer", ISSUER.sign(USER, claims()));
        tokens.put("a limited user of another issuer", ISSUER.sign("vnd.backstage.limited-user", claims()));
        tokens.put(
                "a plugin for another",
                ISSUER.sign("vnd.backstage.plugin", claims("search", "scaffolder", now, now + 60)));
        tokens.put(
                "a plugin that is none",
                ISSUER.sign("vnd.backstage.plugin", claims("../auth", "catalog", now, now + 60)));
        tokens.put(
                "an expired plugin",
                ISSUER.sign("vnd.backstage.plugin", claims("search", "catalog", now - 600, now - 1)));
        tokens.put(
                "a plugin of the future",
                ISSUER.sign("vnd.backstage.plugin", claims("search", "catalog", now + 600, now + 900)));
        byte[] known;
        try (var keys = ISSUER.url("/keys").toURL().openStream()) {
            known = keys.readAllBytes();
        }
        var program = "{\"iss\":\"https://id.example\",\"aud\":\"portal\",\"sub\":\"x\"";
        var good = program + ",\"exp\":" + (now + 60) + "}";
        assertThat(service.get(ISSUER.sign(null, good), ENTITIES).status()).isEqualTo(200);
        tokens.put(
                "a program, with a published key as a secret", sign("{\"alg\":\"HS256\"}", good, new MACSigner(known)));
        tokens.put("a program without a signature", raw("{\"alg\":\"none\"}", good, ""));
        tokens.put("a program without an end", ISSUER.sign(null, program + "}"));
        tokens.put("a program of another issuer", ISSUER.sign(null, claims("x", "portal", now, now + 60)));
        tokens.put(
                "a program for another audience",
                ISSUER.sign(
                        null,
                        "{\"iss\":\"https://id.example\",\"aud\":\"other\",\"sub\":\"x\",\"exp\":" + (now + 60) + "}"));
    }

    @Test
    void areAllRefusedInTheSameWords() throws Exception {
        for (var token : forged().entrySet()) {
            var answer = service.get(token.getValue(), ENTITIES);

            assertThat(answer.error()).as(token.getKey()).isEqualTo("401 AuthenticationError: Illegal token");
        }
        assertThat(ISSUER.asked).doesNotContain("/evil");
        assertThat(service.get(genuine, ENTITIES).status()).isEqualTo(200);
    }

    @Test
    void aCookieOpensNothingThatWantsAHeader() {
        var cookie =
                service.get(genuine, "/api/catalog/.backstage/auth/v1/cookie").header("set-cookie");
        var limited = cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));

        assertThat(service.send("", "GET", ENTITIES, null, Map.of("Cookie", "backstage-auth=" + limited))
                        .error())
                .isEqualTo("401 AuthenticationError: Missing credentials");
        assertThat(service.get(limited, ENTITIES).error())
                .isEqualTo("401 AuthenticationError: Illegal limited user token");
    }

    @Test
    void aPluginIsNoUserAndAUserNoPlugin() {
        var now = Instant.now().getEpochSecond();
        var plugin = ISSUER.sign("vnd.backstage.plugin", claims("search", "user-settings", now, now + 60));

        assertThat(service.get(plugin, "/api/user-settings/buckets/b/keys/k").error())
                .isEqualTo("403 NotAllowedError: This endpoint does not allow 'service' credentials");
        assertThat(service.send(
                                genuine,
                                "POST",
                                "/api/catalog/.well-known/backstage/permissions/apply-conditions",
                                "{\"items\":[]}")
                        .status())
                .isEqualTo(403);
    }
}
