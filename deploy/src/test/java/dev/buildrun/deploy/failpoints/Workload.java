package dev.buildrun.deploy.failpoints;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.intake.DesiredEntity;
import dev.buildrun.catalog.intake.Lane;
import dev.buildrun.catalog.intake.MutationTerms;
import dev.buildrun.catalog.intake.MutationTerms.Conflicts;
import dev.buildrun.catalog.intake.MutationTerms.Mode;
import dev.buildrun.catalog.log.Cause;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything that writes to a catalog, in steps. A step may be done again after it was broken off, as whoever has no answer asks again; the
 * end is the same.
 */
final class Workload {
    private static final String HOST = "https://example.test/";
    private static final String FIRST = HOST + "first.yaml";
    private static final String SECOND = HOST + "second.yaml";
    private static final String NESTED = HOST + "nested.yaml";

    private final Pages pages;
    private final List<Step> steps = new ArrayList<>();

    /**
     * One thing that happens.
     *
     * @param sources what can be read from then on
     * @param act what is done
     */
    record Step(String name, Runnable sources, Act act) {}

    @FunctionalInterface
    interface Act {
        void on(WatchedCatalog catalog) throws SQLException;
    }

    Workload(Pages pages) {
        this.pages = pages;
        providers();
        locations();
        changes();
        ends();
    }

    /** All steps; the last one makes the log forget. */
    List<Step> steps() {
        return steps;
    }

    private void step(String name, Act act) {
        step(name, () -> {}, act);
    }

    private void step(String name, Runnable sources, Act act) {
        steps.add(new Step(name, sources, act));
        steps.add(new Step(name + ", processed", () -> {}, WatchedCatalog::settle));
    }

    private void providers() {
        step("a start", WatchedCatalog::begin);
        step("a provider says everything", catalog -> {
            catalog.intake().sources().connected("one");
            replace(catalog, "one", component("a", 1), component("b", 1), component("c", 1), component("slow", 1));
        });
        step(
                "a provider says what is new",
                catalog -> catalog.intake()
                        .adjust(
                                "one",
                                desired("one", component("a", 2), component("d", 1)),
                                List.of("component:default/b"),
                                Cause.of("provider:one")));
        step(
                "another provider says what the first one has",
                catalog -> replace(catalog, "two", component("a", 9), component("e", 1)));
        step("a source cannot be read", catalog -> catalog.intake().sources().failed("two", "no answer"));
    }

    private void locations() {
        step(
                "locations are registered",
                () -> {
                    pages.put(FIRST, text(component("f1", 1), component("f2", 1), location("nested", NESTED)));
                    pages.put(SECOND, text(component("g", 1)));
                    pages.put(NESTED, text(component("n1", 1), component("n2", 1)));
                },
                catalog -> {
                    unlessDone(() -> catalog.locations().register("url", FIRST, null, "user:default/me"));
                    unlessDone(() -> catalog.locations().register("url", SECOND, null, null));
                });
        step("all locations are declared", catalog -> catalog.locations().declareAll());
        step("entities are pushed", catalog -> push(catalog, Conflicts.REFUSE_ALL, component("p", 1), api("q")));
        step("a push is refused", catalog -> push(catalog, Conflicts.REFUSE_ALL, component("a", 7), api("q")));
        step(
                "a push is tried",
                catalog ->
                        catalog.intake().sources().replace("pushed", List.of(), terms(Conflicts.REFUSE_ALL, Mode.TRY)));
    }

    private void changes() {
        step(
                "a page changes, and is refreshed",
                () -> pages.put(FIRST, text(component("f1", 2), location("nested", NESTED))),
                catalog -> unlessDone(() -> catalog.intake().refresh("component:default/f1")));
        step("orphans are swept", catalog -> catalog.intake().sweepOrphans(Duration.ZERO));
        step(
                "a page is broken",
                () -> pages.put(NESTED, text(component("n1", 2)) + "\n---\nkind: Nothing\n"),
                catalog -> catalog.intake().refreshByKeys(Set.of("url:" + NESTED)));
        step(
                "an entity is not good",
                () -> pages.put(NESTED, text(component("n1", 3), broken("n2"))),
                catalog -> catalog.intake().refreshBelow("url:" + HOST + "nested.yaml"));
        step(
                "the page is mended",
                () -> pages.put(NESTED, text(component("n1", 4), component("n2", 4))),
                catalog -> catalog.intake().refreshByKeys(Set.of("url:" + NESTED)));
        step("an entity is deleted that comes back", catalog -> delete(catalog, "component:default/n1"));
        step("an entity is deleted", catalog -> delete(catalog, "component:default/c"));
        step(
                "a location leads elsewhere",
                () -> pages.put(HOST + "third.yaml", text(component("h", 1))),
                catalog -> unlessDone(() -> catalog.locations()
                        .update(id(catalog, SECOND, HOST + "third.yaml"), "url", HOST + "third.yaml", null)));
    }

    private void ends() {
        step(
                "a location is unregistered",
                catalog -> unlessDone(() -> catalog.locations().delete(id(catalog, FIRST, FIRST), null)));
        step("replicas come and go", WatchedCatalog::replicasComeAndGo);
        step(
                "a provider is no more",
                catalog -> catalog.intake()
                        .forgetOtherSources(
                                Set.of("one", "pushed", "StoredLocationProvider"), Cause.of("provider:gone")));
        step("what is left is swept", catalog -> {
            catalog.intake().findOrphans();
            catalog.intake().sweepOrphans(Duration.ZERO);
        });
        steps.add(new Step("the log forgets", () -> {}, WatchedCatalog::forgetLog));
    }

    /** What the sources say in the end, to a catalog that is empty. */
    void recompute(WatchedCatalog catalog) {
        steps.forEach(step -> step.sources().run());
        replace(catalog, "one", component("a", 2), component("d", 1), component("slow", 1));
        push(catalog, Conflicts.PASS_OVER, component("p", 1), api("q"));
        // It keeps the name that it got from where it led at first.
        var location = catalog.locations().register("url", SECOND, null, null).location();
        catalog.locations().update(location.id().toString(), "url", HOST + "third.yaml", null);
        catalog.settle();
    }

    private static void replace(WatchedCatalog catalog, String provider, ObjectNode... entities) {
        catalog.intake().replace(provider, desired(provider, entities), Cause.of("provider:" + provider));
    }

    private static void push(WatchedCatalog catalog, Conflicts conflicts, ObjectNode... entities) {
        unlessDone(() -> catalog.intake()
                .sources()
                .replace("pushed", desired("pushed", entities), terms(conflicts, Mode.STORE)));
    }

    private static MutationTerms terms(Conflicts conflicts, Mode mode) {
        return new MutationTerms(Cause.of("provider:pushed"), Lane.URGENT, conflicts, mode, null);
    }

    /** What was done before the process died is refused when it is asked for again. */
    private static void unlessDone(Runnable act) {
        try {
            act.run();
        } catch (ServiceException exception) {
            if (exception.kind() != ErrorKind.CONFLICT && exception.kind() != ErrorKind.NOT_FOUND) {
                throw exception;
            }
        }
    }

    private static void delete(WatchedCatalog catalog, String ref) throws SQLException {
        UUID uid = null;
        try (var connection = catalog.database().dataSource().getConnection();
                var select = connection.prepareStatement("select entity_id from refresh_state where entity_ref = ?")) {
            select.setString(1, ref);
            try (var row = select.executeQuery()) {
                uid = row.next() ? row.getObject(1, UUID.class) : null;
            }
        }
        if (uid != null) {
            catalog.intake().delete(uid, new Cause("entity:delete", "user:default/me"));
        }
    }

    /** Of the location with one of two targets. */
    private static String id(WatchedCatalog catalog, String target, String otherwise) {
        return catalog.locations()
                .find("url", target)
                .or(() -> catalog.locations().find("url", otherwise))
                .map(location -> location.id().toString())
                .orElse("gone");
    }

    private static List<DesiredEntity> desired(String provider, ObjectNode... entities) {
        var place = "url:" + HOST + provider;
        return Stream.of(entities)
                .map(json -> {
                    json.withObject("metadata")
                            .withObject("annotations")
                            .put("backstage.io/managed-by-location", place)
                            .put("backstage.io/managed-by-origin-location", place);
                    return DesiredEntity.of(Entity.of(json), place);
                })
                .toList();
    }

    private static ObjectNode component(String name, int version) {
        var json = entity("Component", name);
        json.withObject("metadata").put("description", "version " + version);
        json.putObject("spec")
                .put("type", "service")
                .put("lifecycle", "production")
                .put("owner", "team-" + version)
                .putArray("dependsOn")
                .add("component:default/a");
        return json;
    }

    private static ObjectNode api(String name) {
        var json = entity("API", name);
        json.putObject("spec")
                .put("type", "openapi")
                .put("lifecycle", "production")
                .put("owner", "team-a")
                .put("definition", "openapi: 3.1.0");
        return json;
    }

    private static ObjectNode location(String name, String target) {
        var json = entity("Location", name);
        json.putObject("spec").put("type", "url").put("target", target);
        return json;
    }

    private static ObjectNode broken(String name) {
        var json = entity("Component", name);
        json.putObject("spec").put("type", "service");
        return json;
    }

    private static ObjectNode entity(String kind, String name) {
        var json = Json.object().put("apiVersion", "backstage.io/v1alpha1").put("kind", kind);
        json.putObject("metadata").put("name", name);
        return json;
    }

    private static String text(ObjectNode... entities) {
        return String.join("\n---\n", Stream.of(entities).map(Json::write).toList());
    }
}
