package dev.buildrun.access.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.sun.net.httpserver.HttpServer;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** An identity token that is not what was asked for lets nobody in. A real provider gives out none of these, so here one stands for it. */
class ForgedIdTokensTest {
    private static final String KEY = "k1";
    private static final String NONCE = "the-nonce";

    private HttpServer server;
    private RSAKey key;
    private OidcClient client;
    private volatile ObjectNode answer = Json.object();

    @BeforeEach
    void start() throws Exception {
        key = new RSAKeyGenerator(2048).keyID(KEY).generate();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve(
                "/metadata",
                () -> Json.write(Json.object()
                        .put("issuer", issuer())
                        .put("authorization_endpoint", issuer() + "/auth")
                        .put("token_endpoint", issuer() + "/token")
                        .put("userinfo_endpoint", issuer() + "/me")
                        .put("jwks_uri", issuer() + "/keys")));
        serve("/keys", () -> new JWKSet(key.toPublicJWK()).toString());
        serve("/token", () -> Json.write(answer));
        serve("/me", () -> "{\"sub\":\"ada\"}");
        server.start();
        client = new OidcClient(
                new SignInConfig.OpenId(URI.create(issuer() + "/metadata"), null),
                new SignInConfig.Client("portal", "secret", URI.create("http://portal.example/callback")),
                Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** What is answered at a path. */
    @FunctionalInterface
    private interface Said {
        String text();
    }

    private void serve(String path, Said said) {
        server.createContext(path, exchange -> {
            var body = said.text().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private ObjectNode claims() {
        var now = Instant.now().getEpochSecond();
        return Json.object()
                .put("iss", issuer())
                .put("sub", "ada")
                .put("aud", "portal")
                .put("nonce", NONCE)
                .put("iat", now)
                .put("exp", now + 600);
    }

    private static String sign(String header, ObjectNode claims, JWSSigner signer) throws Exception {
        var jws = new JWSObject(JWSHeader.parse(header), new Payload(Json.write(claims)));
        jws.sign(signer);
        return jws.serialize();
    }

    private String genuine(ObjectNode claims) throws Exception {
        return sign("{\"alg\":\"RS256\",\"kid\":\"k1\"}", claims, new RSASSASigner(key));
    }

    private IdentityProvider.Grant exchange(@Nullable String idToken) {
        answer = Json.object().put("access_token", "a").put("expires_in", 60);
        if (idToken != null) {
            answer.put("id_token", idToken);
        }
        return client.exchange(new IdentityProvider.Code("code", null, "verifier", NONCE));
    }

    @Test
    void theGenuineOneIsTaken() throws Exception {
        assertThat(exchange(genuine(claims())).profile().subject()).isEqualTo("ada");
    }

    private Map<String, String> forged() throws Exception {
        var now = Instant.now().getEpochSecond();
        var evil = new RSAKeyGenerator(2048).keyID(KEY).generate();
        var published = key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
        var pem = key.toRSAPublicKey().getEncoded();
        var tokens = new LinkedHashMap<String, String>();
        tokens.put("the nonce of another sign-in", genuine(claims().put("nonce", "another")));
        tokens.put("no nonce", genuine(claims().without("nonce")));
        tokens.put("for another client", genuine(claims().put("aud", "other")));
        tokens.put("from another issuer", genuine(claims().put("iss", "https://evil.example")));
        tokens.put("expired", genuine(claims().put("exp", now - 1)));
        tokens.put("without an end", genuine(claims().without("exp")));
        tokens.put("not issued yet", genuine(claims().put("iat", now + 600)));
        tokens.put("of somebody else than the user info", genuine(claims().put("sub", "bob")));
        tokens.put(
                "alg none",
                Base64URL.encode("{\"alg\":\"none\",\"kid\":\"k1\"}") + "." + Base64URL.encode(Json.write(claims()))
                        + ".");
        tokens.put(
                "the published key as a secret",
                sign("{\"alg\":\"HS256\",\"kid\":\"k1\"}", claims(), new MACSigner(published)));
        tokens.put(
                "the encoded public key as a secret",
                sign("{\"alg\":\"HS256\",\"kid\":\"k1\"}", claims(), new MACSigner(pem)));
        tokens.put(
                "another key under the known id",
                sign("{\"alg\":\"RS256\",\"kid\":\"k1\"}", claims(), new RSASSASigner(evil)));
        tokens.put(
                "its own key",
                sign(
                        "{\"alg\":\"RS256\",\"kid\":\"k1\",\"jwk\":"
                                + evil.toPublicJWK().toJSONString() + "}",
                        claims(),
                        new RSASSASigner(evil)));
        tokens.put("no token", "x.y.z");
        return tokens;
    }

    @Test
    void noneOfTheseIs() throws Exception {
        for (var token : forged().entrySet()) {
            refused(token.getKey(), token.getValue());
        }
        refused("none at all", null);
    }

    private void refused(String what, @Nullable String idToken) {
        assertThatThrownBy(() -> exchange(idToken))
                .as(what)
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        refusal -> assertThat(refusal.kind()).isEqualTo(ErrorKind.AUTHENTICATION));
    }
}
