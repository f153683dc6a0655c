package dev.buildrun.catalog.process;

import static dev.buildrun.testing.EntityBuilder.component;
import static dev.buildrun.testing.EntityBuilder.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.testing.CatalogHarness;
import dev.buildrun.testing.EntityBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is written for input that is as it was, told by the versions of the rows: PostgreSQL gives each version a place of its own. */
class UnchangedInputTest {
    private static final String FILE = "https://files.test/all.yaml";
    private static final int MANY = 300;

    private static final List<String> TABLES = List.of(
            "refresh_state",
            "refresh_state_references",
            "refresh_state_conflicts",
            "refresh_keys",
            "refresh_source_conflicts",
            "final_entities",
            "change_log",
            "change_log_head");

    private final CatalogHarness catalog = CatalogHarness.open();

    @AfterEach
    void close() {
        catalog.close();
    }

    private static EntityBuilder[] many(String changed) {
        return IntStream.range(0, MANY)
                .mapToObj(number -> component("c" + number).ownedBy("team").described(number == 7 ? changed : "same"))
                .toArray(EntityBuilder[]::new);
    }

    /** The versions of all rows, by table. */
    private Map<String, Map<String, String>> rows() {
        return TABLES.stream().collect(Collectors.toMap(table -> table, this::rows));
    }

    private Map<String, String> rows(String table) {
        return catalog.database()
                .inTransaction(tx -> tx
                        .jooq()
                        .select(
                                DSL.field("ctid::text || ' ' || xmin::text", String.class),
                                DSL.field("to_jsonb(t) ->> 'entity_ref'", String.class))
                        .from(table + " t")
                        .fetch()
                        .stream()
                        .collect(Collectors.toMap(row -> row.value1(), row -> String.valueOf(row.value2()))));
    }

    /** The rows of the table that are there now and were not before. */
    private static List<String> written(
            String table, Map<String, Map<String, String>> before, Map<String, Map<String, String>> after) {
        var rows = new HashMap<>(after.getOrDefault(table, Map.of()));
        rows.keySet().removeAll(before.getOrDefault(table, Map.of()).keySet());
        return List.copyOf(rows.values());
    }

    @Test
    void writesNoRowWhenAProviderSaysTheSameAgain() {
        catalog.provide("one", many("same"));
        catalog.settle();
        var before = rows();

        catalog.provide("one", many("same"));
        var processed = catalog.settle();

        assertThat(processed).isZero();
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void writesNothingButThatTheLocationWasReadWhenItsFileIsTheSame() {
        catalog.files().put(FILE, many("same"));
        catalog.provide("one", location("all", FILE));
        catalog.settle();
        var before = rows();

        catalog.intake().refresh("location:default/all");
        var processed = catalog.settle();

        var after = rows();
        assertThat(processed).isEqualTo(1);
        assertThat(written("refresh_state", before, after)).containsExactly("location:default/all");
        before.remove("refresh_state");
        after.remove("refresh_state");
        assertThat(after).isEqualTo(before);
    }

    @Test
    void writesTheRowsOfTheOneThatChangedInAFileOfMany() {
        catalog.files().put(FILE, many("same"));
        catalog.provide("one", location("all", FILE));
        catalog.settle();
        var before = rows();

        catalog.files().put(FILE, many("other"));
        catalog.intake().refresh("location:default/all");
        var processed = catalog.settle();

        var after = rows();
        assertThat(processed).isEqualTo(2);
        assertThat(written("refresh_state", before, after))
                .containsExactlyInAnyOrder("location:default/all", "component:default/c7");
        assertThat(written("final_entities", before, after)).containsExactly("component:default/c7");
        assertThat(written("change_log", before, after)).containsExactly("component:default/c7");
        assertThat(after.get("refresh_state_references")).isEqualTo(before.get("refresh_state_references"));
        assertThat(after.get("refresh_keys")).isEqualTo(before.get("refresh_keys"));
    }
}
