package dev.buildrun.access.signin;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The requests that all providers understand, bounded in time and size. Nothing follows a redirect. Blocks. */
final class ProviderCalls {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MAX_CHARACTERS = 1_000_000;

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** Where the browser asks for a code, with PKCE. */
    static String authorization(
            URI endpoint, SignInConfig.Client client, IdentityProvider.Ask ask, Map<String, String> more) {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("client_id", client.id());
        parameters.put("response_type", "code");
        parameters.put("redirect_uri", client.callback().toString());
        parameters.put("scope", ask.scope());
        parameters.put("state", ask.state());
        parameters.put("code_challenge", ask.challenge());
        parameters.put("code_challenge_method", "S256");
        parameters.putAll(more);
        return endpoint + (endpoint.getRawQuery() == null ? "?" : "&") + form(parameters);
    }

    /** What shows at the token endpoint that the code was asked for here. */
    static Map<String, String> exchange(SignInConfig.Client client, IdentityProvider.Code code) {
        return Map.of(
                "grant_type", "authorization_code",
                "code", code.code(),
                "redirect_uri", client.callback().toString(),
                "code_verifier", code.verifier());
    }

    static Map<String, String> refresh(String refreshToken) {
        return Map.of("grant_type", "refresh_token", "refresh_token", refreshToken);
    }

    /** @param authorization the header; null where the parameters say who asks */
    JsonNode post(URI endpoint, Map<String, String> parameters, @Nullable String authorization) {
        var request = HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form(parameters)));
        return json(authorization == null ? request : request.header("Authorization", authorization));
    }

    JsonNode get(URI url) {
        return json(HttpRequest.newBuilder(url));
    }

    JsonNode get(URI url, String accessToken) {
        return json(HttpRequest.newBuilder(url).header("Authorization", "Bearer " + accessToken));
    }

    private JsonNode json(HttpRequest.Builder request) {
        try {
            var answer = http.send(
                    request.timeout(PATIENCE)
                            .header("Accept", "application/json")
                            .header("User-Agent", "buildrun")
                            .build(),
                    HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), MAX_CHARACTERS));
            if (answer.statusCode() != 200) {
                throw IdentityProvider.refused("it answered with " + answer.statusCode());
            }
            return Json.read(answer.body());
        } catch (IOException exception) {
            throw ServiceException.of(ErrorKind.SERVICE_UNAVAILABLE, "The identity provider can't be reached");
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the identity provider was asked", exception);
        }
    }

    static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
