package dev.buildrun.access;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * On whose behalf users act who signed in at another Backstage backend. Its tokens don't say that, unless
 * {@code auth.omitIdentityTokenOwnershipClaim} is false there; its plugin {@code auth} tells, by {@code GET /v1/userinfo}. Blocks.
 */
final class UserInfo {
    private static final Logger LOG = LoggerFactory.getLogger(UserInfo.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MAX_CHARACTERS = 262_144;

    private final URI url;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** @param auth the base URL of the other backend's plugin {@code auth} */
    UserInfo(URI auth) {
        this.url = URI.create(auth + "/v1/userinfo");
    }

    /** References that sign-in has given the user of a token; none where there is no answer. */
    List<String> ownershipRefs(String token) {
        return refs(ask(token).path("claims").path("ent"));
    }

    /** As the catalog writes them, in lower case. */
    static List<String> refs(JsonNode claim) {
        return claim.valueStream()
                .filter(JsonNode::isString)
                .map(ref -> ref.stringValue().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** Somebody whose groups nobody knows still is somebody, so an auth backend that is away does not keep its users out. */
    private JsonNode ask(String token) {
        try {
            var request = HttpRequest.newBuilder(url)
                    .timeout(PATIENCE)
                    .header("Authorization", "Bearer " + token)
                    .build();
            var handler = HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), MAX_CHARACTERS);
            var answer = http.send(request, handler);
            if (answer.statusCode() == 200) {
                return Json.read(answer.body());
            }
            warn("It answered " + answer.statusCode());
        } catch (IOException | ServiceException exception) {
            warn(exception.toString());
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the auth backend was asked", exception);
        }
        return Json.object();
    }

    private static void warn(String reason) {
        LOG.atWarn().addKeyValue("reason", reason).log("The auth backend does not tell a user's groups");
    }
}
