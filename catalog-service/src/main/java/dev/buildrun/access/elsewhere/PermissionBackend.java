package dev.buildrun.access.elsewhere;

import dev.buildrun.access.Criteria;
import dev.buildrun.access.Decision;
import dev.buildrun.access.Mandate;
import dev.buildrun.access.Permission;
import dev.buildrun.access.Tokens;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * The permission backend of another Backstage, asked as its own plugins ask it: {@code POST /authorize} with a plugin's token on behalf of the
 * user. Every answer that is not exactly what was asked for is none. Blocks.
 */
public final class PermissionBackend implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PermissionBackend.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_CALLS = 64;
    private static final int MOST_CHARACTERS = 1_048_576;
    private static final int OK = 200;

    private final URI url;
    private final Tokens tokens;
    private final Map<String, Set<String>> knownRules;
    private final Duration patience;
    private final Semaphore calls = new Semaphore(MOST_CALLS);
    private final HttpClient http;

    /**
     * Asks nobody yet.
     *
     * @param baseUrl of the other's plugin {@code permission}, without a slash at its end
     * @param knownRules those that conditions may have here, by type of resource
     */
    public PermissionBackend(URI baseUrl, Tokens tokens, Map<String, Set<String>> knownRules) {
        this(baseUrl, tokens, knownRules, PATIENCE);
    }

    /** @param patience how long an answer may take */
    PermissionBackend(URI baseUrl, Tokens tokens, Map<String, Set<String>> knownRules, Duration patience) {
        this.url = URI.create(baseUrl + "/authorize");
        this.tokens = tokens;
        this.knownRules = Map.copyOf(knownRules);
        this.patience = patience;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(patience)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** Why there is no answer. */
    private static final class NoAnswer extends Exception {
        private static final long serialVersionUID = 1L;

        NoAnswer(String reason) {
            super(reason);
        }
    }

    /**
     * Asks for decisions that hold for any resource: yes, no, or under which conditions.
     *
     * @param plugin the plugin of ours that asks
     * @param permissions without repetition
     * @return one for each, in their order
     * @throws ServiceException of kind SERVICE_UNAVAILABLE for anything but such an answer; why stands in the log alone
     */
    List<Decision> authorize(Mandate mandate, String plugin, List<Permission> permissions) {
        try {
            return read(send(tokens.forPlugin(plugin, "permission", mandate), body(permissions)), permissions);
        } catch (NoAnswer | IOException | ServiceException exception) {
            LOG.atWarn()
                    .addKeyValue("url", url)
                    .addKeyValue("reason", exception instanceof NoAnswer ? exception.getMessage() : exception)
                    .log("The permission backend does not say what a user may, who is refused");
            throw ServiceException.of(
                    ErrorKind.SERVICE_UNAVAILABLE, "The permission backend does not say what you may, try again later");
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the permission backend was asked", exception);
        }
    }

    private static String body(List<Permission> permissions) {
        var body = Json.object();
        var items = body.putArray("items");
        for (var index = 0; index < permissions.size(); index++) {
            items.addObject()
                    .put("id", Integer.toString(index))
                    .set("permission", permissions.get(index).json());
        }
        return Json.write(body);
    }

    private String send(String token, String body) throws NoAnswer, IOException, InterruptedException {
        if (!calls.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new NoAnswer(MOST_CALLS + " others are waiting for an answer");
        }
        try {
            var request = HttpRequest.newBuilder(url)
                    .timeout(patience)
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            var handler = HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), MOST_CHARACTERS);
            var answer = http.send(request, handler);
            if (answer.statusCode() != OK) {
                throw new NoAnswer("It answered " + answer.statusCode());
            }
            return answer.body();
        } finally {
            calls.release();
        }
    }

    private List<Decision> read(String answer, List<Permission> permissions) throws NoAnswer {
        var byId = new HashMap<String, JsonNode>();
        for (var item : Json.read(answer).path("items")) {
            if (byId.put(item.path("id").asString(""), item) != null) {
                throw new NoAnswer("It answered an item twice");
            }
        }
        if (byId.size() != permissions.size()) {
            throw new NoAnswer("Expected " + permissions.size() + " items, found " + byId.size());
        }
        var decisions = new Decision[permissions.size()];
        for (var index = 0; index < decisions.length; index++) {
            var item = byId.get(Integer.toString(index));
            if (item == null) {
                throw new NoAnswer("It did not answer item " + index);
            }
            decisions[index] = decision(item, permissions.get(index));
        }
        return List.of(decisions);
    }

    private Decision decision(JsonNode item, Permission permission) throws NoAnswer {
        return switch (item.path("result").asString("")) {
            case "ALLOW" -> Decision.ALLOW;
            case "DENY" -> Decision.DENY;
            case "CONDITIONAL" -> conditional(item, permission);
            default -> throw new NoAnswer("Expected ALLOW, DENY or CONDITIONAL for " + permission.name());
        };
    }

    private Decision conditional(JsonNode item, Permission permission) throws NoAnswer {
        var type = permission.resourceType();
        if (type == null || !item.path("resourceType").asString("").equals(type)) {
            throw new NoAnswer("It has conditions of another type of resource for " + permission.name());
        }
        var criteria = Criteria.parse(item.path("conditions"), "conditions");
        var unknown = unknownRule(criteria, knownRules.getOrDefault(type, Set.of()));
        if (!unknown.isEmpty()) {
            throw new NoAnswer("It has a rule that there is not for " + type + ": " + unknown);
        }
        return new Decision.Conditional(criteria);
    }

    /** The first that is not known; empty where all are. */
    private static String unknownRule(Criteria criteria, Set<String> known) {
        return switch (criteria) {
            case Criteria.AnyOf(var parts) -> unknownRule(parts, known);
            case Criteria.AllOf(var parts) -> unknownRule(parts, known);
            case Criteria.Not(var part) -> unknownRule(part, known);
            case Criteria.Rule(var name, var _) -> known.contains(name) ? "" : name;
        };
    }

    private static String unknownRule(List<Criteria> parts, Set<String> known) {
        return parts.stream()
                .map(part -> unknownRule(part, known))
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
