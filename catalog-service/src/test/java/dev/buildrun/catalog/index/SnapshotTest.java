package dev.buildrun.catalog.index;

import static dev.buildrun.testing.StoredEntities.entity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.entity.FinalEntity;
import dev.buildrun.catalog.log.Change;
import dev.buildrun.catalog.log.StoredEntity;
import dev.buildrun.json.Json;
import dev.buildrun.testing.StoredEntities;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    private static final String TEAM = "group:default/team-a";

    private static Snapshot with(Snapshot before, StoredEntities... entities) {
        var edit = SnapshotEdit.of(before);
        for (var entity : entities) {
            edit.put(entity.build());
        }
        return edit.finish();
    }

    private static Snapshot without(Snapshot before, StoredEntities entity) {
        var edit = SnapshotEdit.of(before);
        var stored = entity.build();
        edit.apply(new Change.EntityRemoved(before.position() + 1, stored.ref(), stored.uid()));
        return edit.finish();
    }

    private static String text(Snapshot snapshot, String ref) {
        return new String(snapshot.json(snapshot.byRef(ref).orElseThrow()), StandardCharsets.UTF_8);
    }

    private static String etag(Snapshot snapshot, String ref) {
        return Json.read(text(snapshot, ref)).path("metadata").path("etag").asString();
    }

    @Test
    void servesTheTextThatAnEntityHasAlone() {
        var stored = entity("Component", "web").tags("java").error("no luck").build();

        var snapshot =
                with(Snapshot.EMPTY, entity("Component", "web").tags("java").error("no luck"));

        var expected = FinalEntity.assemble(
                        stored.body(), List.of(), stored.errors(), stored.uid().toString(), false)
                .copy();
        var etag = etag(snapshot, stored.ref());
        assertThat(etag).matches("[0-9a-f]{40}");
        expected.withObject("/metadata").put("etag", etag);
        assertThat(Json.read(text(snapshot, stored.ref()))).isEqualTo(expected);
    }

    @Test
    void givesAnotherEtagWheneverAnythingElseOfTheTextChanges() {
        var plain = entity("Component", "web");
        var states = List.of(
                plain,
                entity("Component", "web").tags("java"),
                entity("Component", "web").error("no luck"),
                entity("Component", "web").error("no luck at all"),
                entity("Component", "web").error("no luck").error("no luck at all"),
                entity("Component", "web").orphan(),
                entity("Component", "web").orphan().error("no luck"));

        var etags = states.stream()
                .map(state -> etag(with(Snapshot.EMPTY, state), plain.build().ref()))
                .toList();

        assertThat(etags).doesNotHaveDuplicates();
        assertThat(etag(
                        with(Snapshot.EMPTY, entity("Component", "web")),
                        plain.build().ref()))
                .isEqualTo(etags.getFirst());
    }

    @Test
    void forgetsTheTextThatWasServedWhenTheRelationsChange() {
        var owned = entity("Component", "web").ownedBy(TEAM);
        var alone = with(Snapshot.EMPTY, entity("Group", "team-a"));
        var textAlone = text(alone, TEAM);

        var joined = with(alone, owned);
        var textJoined = text(joined, TEAM);
        var left = without(joined, owned);

        assertThat(textJoined).contains("component:default/web");
        assertThat(text(left, TEAM)).isEqualTo(textAlone);
        assertThat(text(joined, TEAM)).isEqualTo(textJoined);
        assertThat(text(alone, TEAM)).isEqualTo(textAlone);
    }

    @Test
    void findsByNameWhatWasThereInItsOwnTime() {
        var web = entity("Component", "web");
        var ref = web.build().ref();
        var before = with(Snapshot.EMPTY, web);
        var changed = with(before, entity("Component", "web").tags("java"));
        var removed = without(changed, web);

        for (var i = 0; i < 2; i++) {
            assertThat(text(before, ref)).doesNotContain("java");
            assertThat(text(changed, ref)).contains("java");
            assertThat(removed.byRef(ref)).isEmpty();
        }
    }

    @Test
    void showsARelationOnBothEndsWhicheverCameFirst() {
        var owned = entity("Component", "web").ownedBy(TEAM);

        var teamLast = with(with(Snapshot.EMPTY, owned), entity("Group", "team-a"));
        var teamFirst = with(with(Snapshot.EMPTY, entity("Group", "team-a")), owned);

        assertThat(text(teamLast, TEAM))
                .isEqualTo(text(teamFirst, TEAM))
                .contains("\"relations\":[{\"type\":\"ownerOf\",\"targetRef\":\"component:default/web\"}]");
        assertThat(teamLast.field("relations.ownerof")
                        .matches("component:default/web")
                        .toArray())
                .containsExactly(teamLast.byRef(TEAM).orElseThrow().slot());
    }

    @Test
    void keepsARelationThatTwoEntitiesStateUntilBothHaveTakenItBack() {
        var web = entity("Component", "web").states("dependsOn", "dependencyOf", "resource:default/db");
        var db = entity("Resource", "db").states("dependencyOf", "dependsOn", "component:default/web");
        var both = with(Snapshot.EMPTY, web, db);

        var one = with(both, entity("Component", "web"));
        var none = with(one, entity("Resource", "db"));

        assertThat(text(both, "component:default/web")).contains("\"relations\":[{\"type\":\"dependsOn\"");
        assertThat(text(one, "component:default/web")).isEqualTo(text(both, "component:default/web"));
        assertThat(text(none, "component:default/web")).contains("\"relations\":[]");
        assertThat(none.field("relations.dependson").present().isEmpty()).isTrue();
    }

    @Test
    void changesTheEtagOfAnEntityWhenOnlyItsRelationsChange() {
        var before = with(Snapshot.EMPTY, entity("Group", "team-a"));

        var related = with(before, entity("Component", "web").ownedBy(TEAM));
        var again = without(related, entity("Component", "web"));

        assertThat(etag(related, TEAM)).hasSize(40).isNotEqualTo(etag(before, TEAM));
        assertThat(etag(again, TEAM)).isEqualTo(etag(before, TEAM));
    }

    @Test
    void leavesAnEtagAloneThatTheEntityBroughtAlong() {
        var snapshot = with(
                Snapshot.EMPTY,
                entity("Group", "team-a").metadata("etag", "\"mine\""),
                entity("Component", "web").ownedBy(TEAM));

        assertThat(etag(snapshot, TEAM)).isEqualTo("mine");
    }

    @Test
    void forgetsEverythingOfAnEntityThatIsRemoved() {
        var web = entity("Component", "web").tags("java").ownedBy(TEAM);
        var before = with(Snapshot.EMPTY, web, entity("Group", "team-a"));

        var after = without(before, web);

        assertThat(after.byRef("component:default/web")).isEmpty();
        assertThat(after.byUid(web.build().uid().toString())).isEmpty();
        assertThat(after.field("metadata.tags").present().isEmpty()).isTrue();
        assertThat(after.field("metadata.tags.java")).isSameAs(Field.NONE);
        assertThat(text(after, TEAM)).contains("\"relations\":[]");
        assertThat(before.byRef("component:default/web")).isPresent();
    }

    @Test
    void takesAnotherUidUnderTheSameNameForAnotherEntity() {
        var other = UUID.fromString("00000000-0000-4000-8000-000000000001");
        var before = with(Snapshot.EMPTY, entity("Component", "web").tags("java"));

        var after = with(before, entity("Component", "web").uid(other.toString()));

        assertThat(after.size()).isEqualTo(1);
        assertThat(after.byUid(other.toString())).isPresent();
        assertThat(after.byUid(entity("Component", "web").build().uid().toString()))
                .isEmpty();
        assertThat(after.field("metadata.tags").present().isEmpty()).isTrue();
    }

    @Test
    void ignoresTheRemovalOfAnEntityThatHasBeenReplacedAlready() {
        StoredEntity stored = entity("Component", "web").build();
        var edit = SnapshotEdit.of(with(Snapshot.EMPTY, entity("Component", "web")));

        edit.apply(new Change.EntityRemoved(7, stored.ref(), new UUID(1, 1)));

        var snapshot = edit.finish();
        assertThat(snapshot.byRef(stored.ref())).isPresent();
        assertThat(snapshot.position()).isEqualTo(7);
    }

    @Test
    void findsAUidInAnyCaseAndNothingByWhatIsNoUid() {
        var snapshot = with(Snapshot.EMPTY, entity("Component", "web").uid("abcdef00-0000-4000-8000-00000000000a"));

        assertThat(snapshot.byUid("ABCDEF00-0000-4000-8000-00000000000A")).isPresent();
        assertThat(snapshot.byUid("xyz")).isEmpty();
        assertThat(snapshot.byUid("1-1-1-1-1")).isEmpty();
    }

    @Test
    void usesTheNumbersOfRemovedEntitiesAgain() {
        var before = with(Snapshot.EMPTY, entity("Component", "a"), entity("Component", "b"));

        var after = with(without(before, entity("Component", "a")), entity("Component", "c"));

        assertThat(after.all().toArray()).containsExactly(0, 1);
        assertThat(after.entity(0).ref()).isEqualTo("component:default/c");
        assertThat(before.entity(0).ref()).isEqualTo("component:default/a");
    }
}
