package dev.buildrun.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.net.MalformedURLException;
import java.net.URI;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Keys that somebody else publishes, and what they have signed. The keys are kept for ten minutes; one that is not among them is looked for
 * again, at most twice in half a minute. Blocks while it looks.
 */
public final class RemoteKeys {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int READ_MILLIS = 5_000;
    private static final int MAX_BYTES = 262_144;
    private static final long KEPT_MILLIS = 600_000;
    private static final long WAIT_MILLIS = 15_000;
    private static final long BETWEEN_LOOKS_MILLIS = 30_000;

    private final JWKSource<SecurityContext> keys;
    private final List<String> algorithms;

    /** @param algorithms that are accepted; empty for all that sign with a private key */
    public RemoteKeys(URI url, List<String> algorithms) {
        this.algorithms = List.copyOf(algorithms);
        try {
            this.keys = JWKSourceBuilder.create(
                            url.toURL(), new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, MAX_BYTES))
                    .cache(KEPT_MILLIS, WAIT_MILLIS)
                    .refreshAheadCache(false)
                    .rateLimited(BETWEEN_LOOKS_MILLIS)
                    .build();
        } catch (MalformedURLException exception) {
            throw new IllegalArgumentException("Expected a URL, found " + url, exception);
        }
    }

    /** The claims of a token that one of the keys has signed; empty for every fault. What they say is left to the caller. */
    public Optional<JsonNode> claims(JWSObject jws) {
        try {
            return accepts(jws.getHeader()) && isSigned(jws)
                    ? Optional.of(Json.read(jws.getPayload().toBytes())).filter(JsonNode::isObject)
                    : Optional.empty();
        } catch (JOSEException | ServiceException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** A secret that two share is no private key, so whoever reads the published keys could sign with it. */
    private boolean accepts(JWSHeader header) {
        var algorithm = header.getAlgorithm();
        return JWSAlgorithm.Family.SIGNATURE.contains(algorithm)
                && (algorithms.isEmpty() || algorithms.contains(algorithm.getName()))
                && header.getCriticalParams() == null
                && header.getJWK() == null
                && header.getJWKURL() == null
                && header.getX509CertURL() == null
                && header.getX509CertChain() == null;
    }

    private boolean isSigned(JWSObject jws) throws JOSEException {
        var matcher = JWKMatcher.forJWSHeader(jws.getHeader());
        for (var key : keys.get(new JWKSelector(matcher), null)) {
            var verifier = new DefaultJWSVerifierFactory().createJWSVerifier(jws.getHeader(), publicKey(key));
            if (jws.verify(verifier)) {
                return true;
            }
        }
        return false;
    }

    private static PublicKey publicKey(JWK key) throws JOSEException {
        if (!(key instanceof AsymmetricJWK asymmetric) || KeyType.OCT.equals(key.getKeyType())) {
            throw new JOSEException("Expected a key pair");
        }
        return asymmetric.toPublicKey();
    }
}
