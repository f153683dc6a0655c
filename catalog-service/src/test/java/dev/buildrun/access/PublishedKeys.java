package dev.buildrun.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Somebody who signs tokens with keys that are published over real HTTP, on every path that begins with the one given. */
public final class PublishedKeys implements AutoCloseable {
    public final List<String> asked = new CopyOnWriteArrayList<>();
    /** What it tells of every user. */
    public volatile String userInfo = "{}";

    public volatile @Nullable String lastAuthorization;
    private final HttpServer server;
    private volatile ECKey key;

    public PublishedKeys() {
        try {
            key = newKey();
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException exception) {
            throw new IllegalStateException(exception);
        }
        server.createContext("/", exchange -> {
            var path = exchange.getRequestURI().getPath();
            asked.add(path);
            var isUserInfo = path.endsWith("/v1/userinfo");
            if (isUserInfo) {
                lastAuthorization = exchange.getRequestHeaders().getFirst("Authorization");
            }
            var text = isUserInfo ? userInfo : new JWKSet(key.toPublicJWK()).toString();
            var body = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    private static ECKey newKey() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
        } catch (JOSEException exception) {
            throw new IllegalStateException(exception);
        }
    }

    public void rotate() {
        key = newKey();
    }

    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** @param type the JOSE header {@code typ}; null for none */
    public String sign(@Nullable String type, String claims) {
        var header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID());
        if (type != null) {
            header.type(new JOSEObjectType(type));
        }
        try {
            var jws = new JWSObject(header.build(), new Payload(claims));
            jws.sign(new ECDSASigner(key));
            return jws.serialize();
        } catch (JOSEException exception) {
            throw new IllegalStateException(exception);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
