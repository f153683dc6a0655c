package dev.buildrun.catalog.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.catalog.log.StoredEntity;
import dev.buildrun.json.Json;
import dev.buildrun.testing.GeneratedCatalog;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class BulkLoadTest {
    private static final int COUNT = 3_000;

    private static final GeneratedCatalog CATALOG = new GeneratedCatalog(1, COUNT);

    private static Snapshot loaded() {
        try (var load = new BulkLoad()) {
            for (var i = 0; i < COUNT; i++) {
                load.add(CATALOG.entity(i));
            }
            return load.finish(7);
        }
    }

    private static Snapshot edited() {
        var edit = SnapshotEdit.of(Snapshot.EMPTY);
        for (var i = 0; i < COUNT; i++) {
            edit.put(CATALOG.entity(i));
        }
        return edit.finish(7);
    }

    /** Everything that is in the fields, with the entities by their references. */
    private static List<String> contents(Snapshot snapshot) {
        var contents = new ArrayList<String>();
        var fields = new ArrayList<Field>();
        snapshot.fields.forEach(fields::add);
        fields.sort(Comparator.comparing(Field::key));
        fields.forEach(field -> {
            var key = field.key();
            contents.add(key + " valued " + refs(snapshot, field.valued()) + " nulls " + refs(snapshot, field.nulls()));
            field.values().ascend(null, (value, posted) -> {
                contents.add(key + " " + new String(value, StandardCharsets.UTF_8) + " "
                        + refs(snapshot, posted.postings()));
                return true;
            });
        });
        snapshot.visitByRef(entity -> {
            statements(snapshot.relations.of(entity.slot()), contents);
            return true;
        });
        snapshot.relations.waiting().stream()
                .sorted()
                .forEach(relation -> statements(snapshot.relations.waitingFor(relation.sourceRef()), contents));
        snapshot.visitByRef(entity -> contents.add(new String(snapshot.json(entity), StandardCharsets.UTF_8)));
        snapshot.ascendByUid(null, entity -> contents.add(entity.ref()));
        return contents;
    }

    private static void statements(SortedTree<Relation, Integer> relations, List<String> contents) {
        relations.ascend(null, (relation, count) -> contents.add(relation + " " + count));
    }

    private static List<String> refs(Snapshot snapshot, Postings postings) {
        var refs = new ArrayList<String>();
        postings.bitmap().forEach((org.roaringbitmap.IntConsumer)
                slot -> refs.add(snapshot.entity(slot).ref()));
        return refs.stream().sorted().toList();
    }

    @Test
    void buildsWhatOneChangeAfterTheOtherBuilds() {
        var loaded = loaded();

        assertThat(contents(loaded)).isEqualTo(contents(edited()));
        assertThat(loaded.position()).isEqualTo(7);
        assertThat(loaded.size()).isEqualTo(COUNT);
    }

    @Test
    void leavesASnapshotAsItWasWhateverIsMadeOfIt() {
        var before = loaded();
        var contents = contents(before);

        var edit = SnapshotEdit.of(before);
        for (var i = 0; i < COUNT; i += 3) {
            edit.put(CATALOG.entity(i, 1));
            edit.put(CATALOG.entity(COUNT + i));
        }
        edit.finish();

        assertThat(contents(before)).isEqualTo(contents);
    }

    @Test
    void failsWhereAnEntityCanNotBeIndexed() {
        var good = CATALOG.entity(1);
        var bad = new StoredEntity(
                good.uid(), good.ref(), good.body(), "no hash", List.of(), List.of(), List.of(), false);
        try (var load = new BulkLoad()) {
            load.add(good);
            load.add(bad);

            assertThatThrownBy(() -> load.finish(1))
                    .hasRootCauseMessage("body hash of " + good.ref() + ": expected 40 hex digits, found no hash");
        }
    }

    @Test
    void packsTextsThatUnpackToTheSame() {
        var samples = new ArrayList<byte[]>();
        for (var i = 0; i < 1_000; i++) {
            samples.add(Json.writeBytes(CATALOG.entity(i).body().json()));
        }
        var packing = Objects.requireNonNull(BodyPacking.of(samples));

        for (var i = 1_000; i < COUNT; i++) {
            var text = Json.writeBytes(CATALOG.entity(i).body().json());

            var packed = packing.pack(text);

            assertThat(packed.length).isLessThan(text.length / 2);
            assertThat(Entity.of((ObjectNode) Json.read(packing.unpack(packed))))
                    .isEqualTo(CATALOG.entity(i).body());
        }
    }

    @Test
    void servesPackedTextsLikeOthers() {
        var prepared = PreparedEntity.of(CATALOG.entity(1_500));
        var samples = new ArrayList<byte[]>();
        for (var i = 0; i < 1_000; i++) {
            samples.add(PreparedEntity.of(CATALOG.entity(i)).body().head());
        }
        var packing = Objects.requireNonNull(BodyPacking.of(samples));

        var packed = prepared.body().packed(packing);

        assertThat(packed.bytes()).isLessThan(prepared.body().bytes() / 2);
        assertThat(packed.render(CATALOG.entity(1_500).relations()))
                .isEqualTo(prepared.body().render(CATALOG.entity(1_500).relations()));
        assertThat(packed.hasSameHead(prepared.body())).isTrue();
    }

    @Test
    void learnsNothingFromNothing() {
        assertThat(BodyPacking.of(List.of())).isNull();
        assertThat(BodyPacking.of(List.of(new byte[600]))).isNull();
    }
}
