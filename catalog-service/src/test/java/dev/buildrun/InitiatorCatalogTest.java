package dev.buildrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision.Definite;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.Initiator;
import dev.buildrun.scaffolder.builtin.catalog.CatalogAccess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class InitiatorCatalogTest {
    private static final Initiator ADA = new Initiator("user:default/ada", "a token of long ago");
    private static final EntityRef SHOP = new EntityRef("component", "default", "shop");

    private final List<String> added = new ArrayList<>();
    private final Map<String, List<String>> groups =
            new HashMap<>(Map.of("user:default/ada", List.of("group:default/shop")));

    /** Members of the group may do everything, nobody else anything. */
    private final InitiatorCatalog catalog = new InitiatorCatalog(
            new EverythingIsThere(),
            (caller, _, _) ->
                    caller instanceof Caller.User user && user.ownershipRefs().contains("group:default/shop")
                            ? Definite.ALLOW
                            : Definite.DENY,
            (user, _) -> new Caller.User(user, groups.getOrDefault(user, List.of(user))));

    private final class EverythingIsThere implements CatalogAccess {
        @Override
        public void addLocation(String id, String url, Initiator initiator) {
            added.add(url);
        }

        @Override
        public boolean hasLocation(String url) {
            return false;
        }

        @Override
        public Optional<AddedLocation> location(String id) {
            return Optional.empty();
        }

        @Override
        public void removeLocation(String id, @Nullable String actor) {}

        @Override
        public List<EntityRef> entitiesOf(String url, Initiator initiator) {
            return List.of(SHOP);
        }

        @Override
        public Optional<ObjectNode> entity(EntityRef ref, Initiator initiator) {
            return Optional.of(Json.object());
        }
    }

    @Test
    void letsATaskDoWhatWhoStartedItMayDo() {
        catalog.addLocation("id", "https://example.com", ADA);

        assertThat(added).containsExactly("https://example.com");
        assertThat(catalog.entity(SHOP, ADA)).isPresent();
        assertThat(catalog.entitiesOf("https://example.com", ADA)).containsExactly(SHOP);
    }

    @Test
    void asksForTheRightsThatTheUserHasWhenItIsDone() {
        groups.clear();

        assertThat(catalog.entity(SHOP, ADA)).isEmpty();
        assertThatThrownBy(() -> catalog.addLocation("id", "https://example.com", ADA))
                .hasMessage("user:default/ada, who started the task, has no catalog.location.create permission now");
        assertThatThrownBy(() -> catalog.entitiesOf("https://example.com", ADA))
                .hasMessageContaining("has no catalog.location.create permission now");
        assertThat(added).isEmpty();
    }

    @Test
    void letsWhatAServiceHasStartedDoEverything() {
        catalog.addLocation("id", "https://example.com", Initiator.NOBODY);

        assertThat(added).hasSize(1);
        assertThat(catalog.entity(SHOP, Initiator.NOBODY)).isPresent();
    }
}
