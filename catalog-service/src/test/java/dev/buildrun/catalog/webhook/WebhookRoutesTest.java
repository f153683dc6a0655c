package dev.buildrun.catalog.webhook;

import static dev.buildrun.database.schema.Tables.WEBHOOKS;
import static dev.buildrun.database.schema.Tables.WEBHOOK_DEAD_LETTERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import dev.buildrun.testing.RunningService;
import dev.buildrun.testing.RunningService.Answer;
import dev.buildrun.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The whole service and a real receiver. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhookRoutesTest {
    private static final String ADMIN = "token-of-the-admin";
    private static final String OTHER = "token-of-somebody-else";
    private static final String CONFIG = """
            backend:
              auth:
                externalAccess:
                  - {type: static, options: {token: token-of-the-admin, subject: admin}}
                  - {type: static, options: {token: token-of-somebody-else, subject: other}}
            buildrun:
              providers: {one: {subjects: ['external:admin']}}
              webhooks: {subjects: ['external:admin'], allowPrivateHosts: [127.0.0.1], max: 4, attempts: 1}
            """;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private final RecordingReceiver receiver = new RecordingReceiver();
    private RunningService service;
    private int changes;

    @BeforeAll
    void start() {
        service = RunningService.start(TestDatabase.create(), folder, CONFIG);
    }

    @AfterAll
    void stop() {
        service.close();
        receiver.close();
    }

    @AfterEach
    void forget() {
        service.database().transact(tx -> tx.jooq().deleteFrom(WEBHOOKS).execute());
        receiver.received().clear();
        receiver.answers(204);
    }

    private Answer create(String json) {
        return service.send(ADMIN, "POST", "/api/buildrun/webhooks", json);
    }

    private JsonNode created() {
        var answer = create(Json.write(Json.object().put("url", receiver.url())));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json();
    }

    private Answer ask(String method, JsonNode webhook, String more) {
        return service.send(
                ADMIN, method, "/api/buildrun/webhooks/" + webhook.path("id").asString() + more, null);
    }

    /** A change of the catalog. */
    private void change() {
        var entity = Json.object().put("apiVersion", "backstage.io/v1alpha1").put("kind", "Component");
        entity.putObject("metadata").put("name", "c").put("title", "title " + ++changes);
        entity.putObject("spec").put("type", "service").put("lifecycle", "x").put("owner", "group:default/g");
        var body = Json.array();
        body.add(entity);
        assertThat(service.send(ADMIN, "PUT", "/api/buildrun/providers/one/entities", Json.write(body))
                        .status())
                .isEqualTo(200);
    }

    /** Looks again and again, since the service delivers when it likes. */
    private static void await(BooleanSupplier condition) {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for too long").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void deliversAndSaysHowItWent() {
        var webhook = created();
        change();
        await(() -> !receiver.received().isEmpty());
        await(() -> ask("GET", webhook, "").json().has("succeededAt"));

        var received = receiver.received().getFirst();
        var delivery = ask("GET", webhook, "/deliveries").json().path("items").path(0);

        assertThat(received.header("webhook-signature"))
                .isEqualTo(Signature.of(
                        Signature.key(webhook.path("secret").asString()).orElseThrow(),
                        received.header("webhook-id"),
                        Instant.ofEpochSecond(Long.parseLong(received.header("webhook-timestamp"))),
                        received.body()));
        assertThat(delivery.path("status").asInt()).isEqualTo(204);
        assertThat(delivery.path("subject").asString()).isEqualTo("component:default/c");
        assertThat(delivery.path("error").isNull()).isTrue();
    }

    @Test
    void showsTheSecretOnceAndKeepsItEncrypted() {
        var webhook = created();
        var secret = webhook.path("secret").asString();

        var shown = ask("GET", webhook, "").json();
        var listed = service.get(ADMIN, "/api/buildrun/webhooks").body();
        var stored = service.database()
                .inTransaction(tx -> tx.jooq()
                        .select(WEBHOOKS.SECRET)
                        .from(WEBHOOKS)
                        .fetchSingle()
                        .value1());

        assertThat(shown.has("secret")).isFalse();
        assertThat(listed).doesNotContain(secret).contains(webhook.path("id").asString());
        assertThat(new String(stored, StandardCharsets.ISO_8859_1))
                .doesNotContain(new String(Signature.key(secret).orElseThrow(), StandardCharsets.ISO_8859_1));
    }

    @Test
    void changesWhatIsNamedAndNothingElse() {
        var webhook = created();
        var path = "/api/buildrun/webhooks/" + webhook.path("id").asString();

        var changed = service.send(
                        ADMIN, "PATCH", path, "{\"filter\":[\"kind=group\"],\"types\":[\"left\"],\"enabled\":false}")
                .json();
        var rotated =
                service.send(ADMIN, "PATCH", path, "{\"rotateSecret\":true}").json();

        assertThat(changed.path("url").asString()).isEqualTo(receiver.url());
        assertThat(changed.path("filter").toString()).isEqualTo("[\"kind=group\"]");
        assertThat(changed.path("status").asString()).isEqualTo("disabled");
        assertThat(changed.has("secret")).isFalse();
        assertThat(rotated.path("secret").asString())
                .startsWith("whsec_")
                .isNotEqualTo(webhook.path("secret").asString());
        assertThat(rotated.path("types").toString()).isEqualTo("[\"left\"]");
        assertThat(ask("DELETE", webhook, "").status()).isEqualTo(204);
        assertThat(ask("GET", webhook, "").status()).isEqualTo(404);
    }

    @Test
    void sendsADeadLetterAgainOrDropsIt() {
        receiver.answers(500);
        var webhook = created();
        change();
        change();
        await(() -> ask("GET", webhook, "").json().path("deadLetters").asInt() == 2);
        var letters = ask("GET", webhook, "/dead-letters").json().path("items");
        var first = "/dead-letters/" + letters.path(0).path("position").asLong();
        var second = "/dead-letters/" + letters.path(1).path("position").asLong();

        var failed = ask("POST", webhook, first + "/resend").json();
        receiver.answers(200);
        var taken = ask("POST", webhook, first + "/resend").json();
        var dropped = ask("DELETE", webhook, second);

        assertThat(letters.path(0).path("event").path("type").asString()).startsWith("dev.buildrun.catalog.entity.");
        assertThat(failed.path("delivered").asBoolean()).isFalse();
        assertThat(failed.path("status").asInt()).isEqualTo(500);
        assertThat(taken.path("delivered").asBoolean()).isTrue();
        assertThat(receiver.received().getLast().header("webhook-id"))
                .isEqualTo(letters.path(0).path("messageId").asString());
        assertThat(dropped.status()).isEqualTo(204);
        assertThat(ask("DELETE", webhook, second).status()).isEqualTo(404);
        assertThat(ask("GET", webhook, "/dead-letters").json().path("items")).isEmpty();
        int left = service.database().inTransaction(tx -> tx.jooq().fetchCount(WEBHOOK_DEAD_LETTERS));
        assertThat(left).isZero();
    }

    @Test
    void letsNobodyElseNearThem() {
        var webhook = created();
        var path = "/api/buildrun/webhooks/" + webhook.path("id").asString();

        assertThat(service.get(OTHER, "/api/buildrun/webhooks").error())
                .isEqualTo("403 NotAllowedError: external:other may not manage webhooks, expected a caller that stands"
                        + " under buildrun.webhooks.subjects");
        assertThat(service.get(OTHER, path).status()).isEqualTo(403);
        assertThat(service.send(OTHER, "DELETE", path, null).status()).isEqualTo(403);
        assertThat(service.send(OTHER, "POST", "/api/buildrun/webhooks", "{}").status())
                .isEqualTo(403);
    }

    @Test
    void takesNoMoreThanItIsSetTo() {
        for (var number = 0; number < 4; number++) {
            created();
        }

        assertThat(create(Json.write(Json.object().put("url", receiver.url()))).error())
                .isEqualTo("409 ConflictError: Expected at most 4 webhooks (buildrun.webhooks.max), found as many");
    }

    @Test
    void knowsNoneOfAnotherId() {
        assertThat(service.get(ADMIN, "/api/buildrun/webhooks/" + UUID.randomUUID())
                        .status())
                .isEqualTo(404);
        assertThat(service.get(ADMIN, "/api/buildrun/webhooks/x").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                                       | Expected an object, found ARRAY",
                "{}                                                       | Expected a text in 'url', found nothing",
                "{\"url\":7}                                              | Expected a text in 'url', found NUMBER",
                "{\"url\":\"http://example.com/\"}                        | Expected a url with https",
                "{\"url\":\"https://10.0.0.1/\"}                          | The host 10.0.0.1 is in a private network",
                "{\"url\":\"https://169.254.169.254/latest\"}             | The host 169.254.169.254 is in a private network",
                "{\"url\":\"http://127.0.0.1/\",\"filter\":[\"=\"]}       | Invalid filter",
                "{\"url\":\"http://127.0.0.1/\",\"types\":[\"x\"]}        | Expected as type one of created",
                "{\"url\":\"http://127.0.0.1/\",\"mode\":\"x\"}           | Expected structured or binary",
                "{\"url\":\"http://127.0.0.1/\",\"secret\":\"x\"}         | Expected in 'secret' whsec_",
                "{\"url\":\"http://127.0.0.1/\",\"after\":999999}         | Expected in 'after' a position whose events are kept",
                "{\"url\":\"http://127.0.0.1/\",\"after\":-1}             | Expected a position or",
                "{\"url\":\"http://127.0.0.1/\",\"body\":1}               | Expected true or false in 'body'",
                "{\"url\":\"http://127.0.0.1/\",\"enabled\":true}         | Expected none but the keys of a webhook, found 'enabled'",
            })
    void refusesWhatIsNoWebhook(String body, String message) {
        assertThat(create(body).error()).startsWith("400 InputError: " + message);
    }
}
