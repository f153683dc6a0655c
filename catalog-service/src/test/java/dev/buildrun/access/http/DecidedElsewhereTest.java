package dev.buildrun.access.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.elsewhere.StandInPermissionBackend;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The whole service, whose users the permission backend of another Backstage decides about. */
@Timeout(120)
class DecidedElsewhereTest {
    private static final String CATALOG = "/api/catalog/entities";
    private static final String READ = "catalog.entity.read";
    private static final String DELETE = "catalog.entity.delete";
    private static final String TEAM_A = "group:default/team-a";

    @TempDir
    static Path folder;

    private static StandInPermissionBackend elsewhere;
    private static GuardedService guarded;

    @BeforeAll
    static void start() {
        elsewhere = new StandInPermissionBackend();
        guarded = GuardedService.decidedElsewhere(folder, elsewhere.baseUrl());
    }

    @AfterAll
    static void stop() {
        guarded.close();
        elsewhere.close();
    }

    @BeforeEach
    void allowAll() {
        elsewhere.reset();
    }

    private static List<String> names(JsonNode entities) {
        return StreamSupport.stream(entities.spliterator(), false)
                .map(entity -> entity.at("/metadata/name").asString(""))
                .toList();
    }

    /** On condition that Team A owns it, of all components there is but one. */
    @Test
    void holdsItsConditionsAgainstListsCountsFacetsAndSingleReadsAlike() {
        elsewhere.allowOwners(READ, TEAM_A);
        var eve = guarded.signedIn("eve");

        var page = guarded.get(eve, CATALOG + "/by-query?filter=kind=component&limit=10")
                .json();

        assertThat(names(guarded.get(eve, CATALOG + "?filter=kind=component").json()))
                .containsExactly("web");
        assertThat(names(page.path("items"))).containsExactly("web");
        assertThat(page.path("totalItems").asInt()).isEqualTo(1);
        assertThat(guarded.get(eve, "/api/catalog/entity-facets?facet=metadata.name&filter=kind=component")
                        .json()
                        .at("/facets/metadata.name")
                        .findValuesAsString("value"))
                .containsExactly("web");
        var refs = guarded.post(
                        eve,
                        CATALOG + "/by-refs",
                        "{\"entityRefs\":[\"component:default/web\",\"component:default/other\"]}")
                .json()
                .path("items");
        assertThat(names(refs)).containsExactly("web", "");
        assertThat(guarded.get(eve, CATALOG + "/by-name/component/default/web").status())
                .isEqualTo(200);
        assertThat(guarded.get(eve, CATALOG + "/by-name/component/default/other")
                        .status())
                .isEqualTo(404);
        assertThat(guarded.get(eve, "/api/search/query?term=other")
                        .json()
                        .at("/results")
                        .size())
                .isZero();
    }

    @Test
    void deletesNothingWhereItSaysNo() {
        elsewhere.deny(DELETE);
        var uid = guarded.uid("web");

        var answer = guarded.delete(guarded.signedIn("pat"), CATALOG + "/by-uid/" + uid);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(guarded.uid("web")).isEqualTo(uid);
    }

    /** Eve owns nothing of the department, so the policy that is not used would not let her. */
    @Test
    void doesNotAskThePolicyOfItsOwn() {
        var answer = guarded.delete(guarded.signedIn("eve"), CATALOG + "/by-uid/" + guarded.uid("base"));

        assertThat(answer.status()).isEqualTo(204);
    }

    @Test
    void asksForTasksToo() {
        elsewhere.allowInitiators("scaffolder.task.read", "user:default/eve");
        elsewhere.deny("scaffolder.task.create");
        var eve = guarded.signedIn("eve");

        var created = guarded.post(
                eve, "/api/scaffolder/v2/tasks", "{\"templateRef\":\"template:default/none\",\"values\":{}}");

        assertThat(created.status()).isEqualTo(403);
        assertThat(guarded.get(eve, "/api/scaffolder/v2/tasks")
                        .json()
                        .path("tasks")
                        .size())
                .isZero();
        elsewhere.deny("scaffolder.task.read");
        assertThat(guarded.get(eve, "/api/scaffolder/v2/tasks").status()).isEqualTo(403);
    }

    @Test
    void asksWhatItAnswersOthers() {
        elsewhere.deny("scaffolder.task.create");
        var items =
                "{\"items\":[{\"id\":\"a\",\"permission\":{\"type\":\"basic\",\"name\":\"scaffolder.task.create\",\"attributes\":{}}},"
                        + "{\"id\":\"b\",\"permission\":{\"type\":\"basic\",\"name\":\"catalog.location.create\",\"attributes\":{}}},"
                        + "{\"id\":\"c\",\"permission\":{\"type\":\"basic\",\"name\":\"catalog.location.read\",\"attributes\":{}}}]}";

        var answer = guarded.post(guarded.signedIn("eve"), "/api/permission/authorize", items);

        assertThat(answer.json().path("items").findValuesAsString("result")).containsExactly("DENY", "ALLOW", "ALLOW");
        assertThat(elsewhere.asked)
                .containsExactlyInAnyOrder(
                        List.of("scaffolder.task.create"), List.of("catalog.location.create", "catalog.location.read"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                CATALOG,
                CATALOG + "/by-query?limit=1",
                CATALOG + "/by-name/component/default/web",
                "/api/catalog/entity-facets?facet=kind",
                "/api/scaffolder/v2/tasks",
                "/api/search/query?term=web",
                "/api/buildrun/history/component/default/web"
            })
    void showsNothingWhereThereIsNoAnswer(String path) {
        elsewhere.fail(500);

        var answer = guarded.get(guarded.signedIn("ada"), path);

        assertThat(answer.error())
                .isEqualTo(
                        "503 ServiceUnavailableError: The permission backend does not say what you may, try again later");
        assertThat(guarded.get(GuardedService.MACHINE, path).status()).isEqualTo(200);
    }

    /** More requests than there are event loops wait for an answer. */
    @Test
    void answersOthersWhileItWaits() throws Exception {
        elsewhere.hold();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = new ArrayList<Future<Integer>>();
            for (var i = 0; i < 4 * Runtime.getRuntime().availableProcessors(); i++) {
                var user = guarded.signedIn(i % 2 == 0 ? "ada" : "eve");
                waiting.add(threads.submit(
                        () -> guarded.get(user, CATALOG + "?limit=1").status()));
            }
            while (elsewhere.asked.isEmpty()) {
                Thread.onSpinWait();
            }

            var answer = guarded.get(GuardedService.MACHINE, CATALOG + "?limit=1");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(waiting).noneMatch(Future::isDone);
            elsewhere.reset();
            for (var other : waiting) {
                assertThat(other.get()).isEqualTo(200);
            }
        }
    }

    /** A token that somebody has made shows no sign-in, so it can't be asked about. */
    @Test
    void letsTokensDoNothingThatShowNoSignIn() {
        var answer = guarded.get(guarded.user("ada"), CATALOG);

        assertThat(answer.json().size()).isZero();
        assertThat(elsewhere.asked).isEmpty();
    }
}
