package dev.buildrun.catalog.provide;

import static dev.buildrun.testing.EntityBuilder.component;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.LocationRef;
import dev.buildrun.catalog.intake.DesiredEntity;
import dev.buildrun.catalog.intake.MutationResult.Counts;
import dev.buildrun.catalog.intake.OrphanStrategy;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.testing.CatalogHarness;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProvidersTest {
    private static final String FILE = "https://files.test/catalog-info.yaml";

    private final CatalogHarness catalog = CatalogHarness.open();

    @AfterEach
    void close() {
        catalog.close();
    }

    /** Says one thing when it is connected. */
    private record SayingProvider(String name, Mutation mutation) implements EntityProvider {
        @Override
        public void connect(ProviderConnection connection) {
            connection.apply(mutation);
        }
    }

    private void start(EntityProvider... providers) {
        start(OrphanStrategy.DELETE, providers);
    }

    private void start(OrphanStrategy gone, EntityProvider... providers) {
        var all = new Providers(List.of(providers), catalog.intake());
        all.forgetOthers(gone);
        all.connect();
        catalog.settle();
    }

    private static Mutation full(String... names) {
        return new Mutation.Full(java.util.stream.Stream.of(names)
                .flatMap(name -> CatalogHarness.desired("test", component(name)).stream())
                .toList());
    }

    @Test
    void loadsTheLocationsOfTheConfig() {
        catalog.files().put(FILE, component("web"));

        start(new ConfigLocationProvider(List.of(new LocationRef("url", FILE))));

        assertThat(catalog.entity("component:default/web")).isPresent();
    }

    @Test
    void removesWhatALocationBroughtThatIsNoLongerInTheConfig() {
        catalog.files().put(FILE, component("web"));
        start(new ConfigLocationProvider(List.of(new LocationRef("url", FILE))));

        start(new ConfigLocationProvider(List.of()));

        assertThat(catalog.entities()).isEmpty();
    }

    @Test
    void keepsRegisteredLocationsOverARestart() {
        catalog.files().put(FILE, component("web"));
        catalog.locations().register("url", FILE, null, null);
        catalog.settle();
        var before = catalog.entities();

        start(new StoredLocationProvider(catalog.locations()));

        assertThat(catalog.entities()).isEqualTo(before);
    }

    @Test
    void removesWhatAProviderDeclaredThatIsGone() {
        start(new SayingProvider("one", full("web")), new SayingProvider("two", full("api")));

        start(new SayingProvider("two", full("api")));

        assertThat(catalog.entities()).containsOnlyKeys("component:default/api");
    }

    @Test
    void keepsWhatAProviderDeclaredThatIsGoneWhereThatIsAskedFor() {
        start(new SayingProvider("one", full("web")));

        start(OrphanStrategy.KEEP, new SayingProvider("two", full("api")));

        assertThat(catalog.entities()).containsOnlyKeys("component:default/api", "component:default/web");
        assertThat(catalog.known("component:default/web").orphan()).isFalse();
    }

    @Test
    void runsWithoutThoseThatAreDisabled() {
        var one = new SayingProvider("one", full("web"));
        var two = new SayingProvider("two", full("api"));

        var selected = new ProvidersConfig(Set.of("one"), OrphanStrategy.DELETE).select(List.of(one, two));

        assertThat(selected).containsExactly(two);
    }

    @Test
    void countsTheFirstOfTwoProvidersWithOneName() {
        start(new SayingProvider("one", full("web")), new SayingProvider("one", full("api")));

        assertThat(catalog.entities()).containsOnlyKeys("component:default/web");
    }

    @Test
    void addsAndRemovesByDifference() {
        start(new SayingProvider("one", full("web")));
        var added = CatalogHarness.desired("test", component("api"));

        start(new SayingProvider("one", new Mutation.Delta(added, List.of("component:default/web"))));

        assertThat(catalog.entities()).containsOnlyKeys("component:default/api");
    }

    @Test
    void storesNothingWhenOneEntityHasNoProperEnvelope() {
        var json = Json.object().put("apiVersion", "v1").put("kind", "Component");
        json.putObject("metadata").put("name", "x").put("namespace", 7);
        var bad = DesiredEntity.of(Entity.of(json), null);
        var good = CatalogHarness.desired("test", component("web")).getFirst();

        assertThatThrownBy(() -> start(new SayingProvider("one", new Mutation.Full(List.of(good, bad)))))
                .isInstanceOf(ServiceException.class)
                .hasMessageStartingWith("Malformed entity envelope, /metadata/namespace must be string");

        assertThat(catalog.settle()).isZero();
    }

    @Test
    void keepsWhatBecameOfEachMutation() {
        start(new SayingProvider("one", full("web", "api")));
        start(new SayingProvider("one", full("web", "job")));

        var state = catalog.intake().sources().find("one").orElseThrow();

        assertThat(state.entities()).isEqualTo(2);
        assertThat(state.version()).isEqualTo(2);
        assertThat(state.last()).isEqualTo(new Counts(1, 0, 1, 1));
        assertThat(state.succeededAt()).isNotNull();
        assertThat(state.failure()).isNull();
    }

    @Test
    void passesOverWhatAnotherProviderHasAndRemembersThat() {
        catalog.provide("two", component("web"));

        start(new SayingProvider("one", full("web", "api")), new SayingProvider("two", delta("two", "web")));

        var state = catalog.intake().sources().find("one").orElseThrow();
        assertThat(state.entities()).isEqualTo(1);
        assertThat(state.conflicts()).isEqualTo(1);
        assertThat(state.last()).isEqualTo(new Counts(1, 0, 0, 0));
    }

    private static Mutation delta(String provider, String name) {
        return new Mutation.Delta(CatalogHarness.desired(provider, component(name)), List.of());
    }

    @Test
    void remembersAFailureUntilTheNextMutation() {
        var connections = new ArrayList<ProviderConnection>();
        start(new ConnectedProvider("one", connections));
        var connection = connections.getFirst();

        connection.failed("expected an answer of ldap.test, found none");
        var failed = catalog.intake().sources().find("one").orElseThrow();
        connection.apply(full("web"));
        var succeeded = catalog.intake().sources().find("one").orElseThrow();

        assertThat(Objects.requireNonNull(failed.failure()).message())
                .isEqualTo("expected an answer of ldap.test, found none");
        assertThat(succeeded.failure()).isNull();
    }

    /** Says nothing by itself. */
    private record ConnectedProvider(String name, List<ProviderConnection> connections) implements EntityProvider {
        @Override
        public void connect(ProviderConnection connection) {
            connections.add(connection);
        }
    }

    @Test
    void forgetsTheStateOfAProviderThatIsGone() {
        start(new SayingProvider("one", full("web")));

        start();

        assertThat(catalog.intake().sources().list()).isEmpty();
    }
}
