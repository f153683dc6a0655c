package dev.buildrun.scaffolder.builtin.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.IntegrationType;
import dev.buildrun.integration.Integrations;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.Compensation.Undoing;
import dev.buildrun.scaffolder.action.EffectLedger.Effect;
import dev.buildrun.scaffolder.action.Initiator;
import dev.buildrun.scaffolder.action.Undone;
import dev.buildrun.scaffolder.testing.ActionRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

final class CatalogActionsTest {
    private static final String URL = "http://localhost:7007/git/payments/orders/src/branch/main/catalog-info.yaml";

    @TempDir
    Path directory;

    private final MemoryCatalog catalog = new MemoryCatalog();
    private ActionRun task;

    @BeforeEach
    void start() {
        task = new ActionRun(directory.resolve("task"));
    }

    /** A catalog whose locations are made up by the test. */
    private static final class MemoryCatalog implements CatalogAccess {
        final Map<String, List<String>> readable = new LinkedHashMap<>();
        final List<String> registered = new ArrayList<>();
        final Map<String, AddedLocation> added = new LinkedHashMap<>();
        final Map<String, ObjectNode> entities = new LinkedHashMap<>();

        @Override
        public void addLocation(String id, String url, Initiator initiator) {
            if (registered.contains(url)) {
                throw ServiceException.conflict("Location url:" + url + " already exists");
            }
            registered.add(url);
            added.put(id, new AddedLocation(url, List.of()));
        }

        @Override
        public boolean hasLocation(String url) {
            return registered.contains(url);
        }

        @Override
        public Optional<AddedLocation> location(String id) {
            return Optional.ofNullable(added.get(id));
        }

        @Override
        public void removeLocation(String id, @Nullable String actor) {
            var gone = added.remove(id);
            if (gone != null) {
                registered.remove(gone.url());
            }
        }

        @Override
        public List<EntityRef> entitiesOf(String url, Initiator initiator) {
            var refs = readable.get(url);
            if (refs == null) {
                throw ServiceException.input("Unable to read url, " + url);
            }
            return refs.stream().map(EntityRef::parse).toList();
        }

        @Override
        public Optional<ObjectNode> entity(EntityRef ref, Initiator initiator) {
            assertThat(initiator).isEqualTo(ActionRun.ADA);
            return Optional.ofNullable(entities.get(ref.toString()));
        }
    }

    @Nested
    final class Register {
        @Test
        void registersTheDescriptorOfARepository() throws Exception {
            catalog.readable.put(URL, List.of("Location:generated-1", "API:orders", "Component:Orders"));

            var output = register(repository("http://localhost:7007/git/payments/orders/src/branch/main", null));

            assertThat(output).isEqualTo(new CatalogRegister.Output("component:default/orders", URL));
            assertThat(catalog.registered).containsExactly(URL);
            assertThat(task.lines()).containsExactly("Registering " + URL + " in the catalog");
        }

        @Test
        void takesAPathFromTheRootWithOrWithoutASlash() throws Exception {
            var contents = "http://localhost:7007/git/payments/orders/src/branch/main";
            catalog.readable.put(contents + "/a/b.yaml", List.of("API:x"));

            assertThat(register(repository(contents, "a/b.yaml")).catalogInfoUrl())
                    .isEqualTo(contents + "/a/b.yaml");
        }

        @Test
        void outputsTheFirstEntityWhereThereIsNoComponent() throws Exception {
            catalog.readable.put(URL, List.of("Location:generated-1", "System:shop", "API:orders"));

            assertThat(register(url(false)).entityRef()).isEqualTo("system:default/shop");
        }

        @Test
        void outputsNoEntityWhereThereIsNone() throws Exception {
            catalog.readable.put(URL, List.of());

            assertThat(register(url(false))).isEqualTo(new CatalogRegister.Output(null, URL));
        }

        @Test
        void failsWhereItIsRegisteredByOthers() {
            catalog.registered.add(URL);
            catalog.readable.put(URL, List.of("Component:orders"));

            assertThatThrownBy(() -> register(url(false))).hasMessage("Location url:" + URL + " already exists");
        }

        @Test
        void succeedsWhereAnEarlierRunOfTheTaskHasRegisteredIt() throws Exception {
            catalog.readable.put(URL, List.of("Component:orders"));
            register(url(false));
            task.ledger().forgetConfirmation(new Effect("catalog-location", URL));

            assertThat(register(url(false)).entityRef()).isEqualTo("component:default/orders");
            assertThat(catalog.registered).containsExactly(URL);
        }

        @Test
        void goesOnWithoutWhatIsOptional() throws Exception {
            catalog.registered.add(URL);

            assertThat(register(url(true))).isEqualTo(new CatalogRegister.Output(null, URL));
            assertThat(task.lines()).filteredOn(line -> line.startsWith("warn")).hasSize(2);
        }

        @Test
        void refusesARepositoryOfAnUnknownHost() {
            assertThatThrownBy(() -> register(repository("https://evil.example/o/r/tree/main", null)))
                    .hasMessage("No integration found for host https://evil.example/o/r/tree/main");
        }

        private CatalogRegister.Output register(CatalogRegister.Input input) throws InterruptedException {
            var integrations = Integrations.none().with("localhost:7007", IntegrationType.BUILT_IN);
            return task.call(new CatalogRegister(catalog, integrations), input);
        }

        private static CatalogRegister.Input repository(String contents, @Nullable String path) {
            return new CatalogRegister.Input(null, contents, path, null);
        }

        private static CatalogRegister.Input url(boolean optional) {
            return new CatalogRegister.Input(URL, null, null, optional);
        }
    }

    @Nested
    final class Unregister {
        private final CatalogRegister action = new CatalogRegister(catalog, Integrations.none());

        @BeforeEach
        void register() throws Exception {
            catalog.readable.put(URL, List.of("Component:orders"));
            task.call(action, new CatalogRegister.Input(URL, null, null, null));
        }

        private Undone undo() throws InterruptedException {
            var entry = task.ledger().find(new Effect("catalog-location", URL)).orElseThrow();
            return action.compensations().getFirst().undo(new Undoing("task-1", entry, "user:default/ada"));
        }

        private void change(String url, String... usedBy) {
            catalog.added.replaceAll((_, _) -> new CatalogAccess.AddedLocation(url, List.of(usedBy)));
        }

        @Test
        void removesTheLocation() throws Exception {
            assertThat(undo()).isEqualTo(new Undone.Removed("the registration of " + URL));
            assertThat(catalog.registered).isEmpty();
            assertThat(undo()).isInstanceOf(Undone.NothingThere.class);
        }

        @Test
        void leavesWhatSomebodyElseHasRegisteredAfterwards() throws Exception {
            catalog.added.clear();

            assertThat(undo()).isInstanceOf(Undone.NothingThere.class);
            assertThat(catalog.registered).containsExactly(URL);
        }

        @Test
        void leavesWhatLeadsElsewhereByNow() throws Exception {
            change("http://elsewhere");

            assertThat(((Undone.LeftOver) undo()).why()).isEqualTo("somebody has made it lead to http://elsewhere");
        }

        @Test
        void leavesWhatOthersBuildOn() throws Exception {
            change(URL, "component:default/a", "component:default/b");

            var left = (Undone.LeftOver) undo();

            assertThat(left.why())
                    .isEqualTo("others build on what it has brought: component:default/a, component:default/b");
            assertThat(left.where()).startsWith("/api/catalog/locations/");
            assertThat(catalog.registered).containsExactly(URL);
        }
    }

    @Nested
    final class Fetch {
        @Test
        void readsOneEntityAndSeveral() throws Exception {
            catalog.entities.put("group:default/payments", Json.object().put("kind", "Group"));

            var output =
                    fetch(new CatalogFetch.Input("payments", List.of("group:default/payments"), null, "group", null));

            assertThat(output.entity()).hasToString("{\"kind\":\"Group\"}");
            assertThat(output.entities()).hasToString("[{\"kind\":\"Group\"}]");
        }

        @Test
        void keepsTheOrderAndTheHolesOfWhatIsOptional() throws Exception {
            catalog.entities.put("group:default/b", Json.object().put("kind", "Group"));

            var output = fetch(new CatalogFetch.Input(null, List.of("group:a", "group:b"), true, null, null));

            assertThat(output.entity()).isNull();
            assertThat(output.entities()).hasToString("[null, {\"kind\":\"Group\"}]");
        }

        @Test
        void failsWhereTheEntityIsMissing() {
            assertThatThrownBy(() -> fetch(new CatalogFetch.Input("group:a", null, null, null, null)))
                    .hasMessage("Entity group:a not found");
        }

        @Test
        void failsWhereNothingIsAskedFor() {
            assertThatThrownBy(() -> fetch(new CatalogFetch.Input(null, null, null, null, null)))
                    .hasMessage("Missing entity reference or references");
        }

        private CatalogFetch.Output fetch(CatalogFetch.Input input) throws InterruptedException {
            return task.call(new CatalogFetch(catalog), input);
        }
    }
}
