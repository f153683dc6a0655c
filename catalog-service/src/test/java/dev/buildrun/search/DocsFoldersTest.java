package dev.buildrun.search;

import static dev.buildrun.testing.StoredEntities.entity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.index.SnapshotEdit;
import dev.buildrun.techdocs.PublishedDocs;
import dev.buildrun.testing.StoredEntities;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which folders are taken for the documentation of an entity. */
class DocsFoldersTest {
    @TempDir
    private Path docs;

    private void publish(String folder) throws IOException {
        var search = Files.createDirectories(docs.resolve(folder + "/search"));
        Files.writeString(search.resolve("search_index.json"), """
                {"docs":[{"location":"","title":"Baskets","text":"the word is labyrinthine"}]}""");
    }

    /** How many sections are found, with folders in the case of the entities or in lower case. */
    private int sections(boolean keepsCase, StoredEntities... entities) {
        var edit = SnapshotEdit.of(Snapshot.EMPTY);
        for (var entity : entities) {
            edit.put(entity.build());
        }
        var snapshot = edit.finish(1);
        var search = new Search(() -> snapshot, new PublishedDocs(docs, keepsCase));
        search.refresh();
        var question = new SearchQuery("labyrinthine", List.of(SearchQuery.DOCS), Map.of(), 0, 10);
        return search.find(question, UnaryOperator.identity()).total();
    }

    private static StoredEntities documented(String namespace, String name) {
        return entity("Component", namespace, name).annotation("backstage.io/techdocs-ref", "dir:.");
    }

    @Test
    void areInTheCaseOfTheEntityWhereThatIsKept() throws Exception {
        publish("Shop/Component/Baskets");

        assertThat(sections(false, documented("Shop", "Baskets"))).isZero();
        assertThat(sections(true, documented("Shop", "Baskets"))).isOne();
        assertThat(sections(true, documented("shop", "Baskets"))).isZero();
    }

    @Test
    void areThoseOfEntitiesThatNameDocumentation() throws Exception {
        publish("default/component/heard");
        publish("default/component/quiet");
        publish("default/component/nobody");

        assertThat(sections(false, documented("default", "heard"), entity("Component", "quiet")))
                .isOne();
    }

    @Test
    void areNotWhatElseLiesAround() throws Exception {
        publish("default/component/heard");
        publish("default/component/.new");
        publish("heard");
        Files.writeString(docs.resolve("README.md"), "no namespace");
        Files.writeString(docs.resolve("default/notes.txt"), "no kind");
        Files.writeString(docs.resolve("default/component/notes.txt"), "no name");

        assertThat(sections(false, documented("default", "heard"))).isOne();
    }

    @Test
    void areNoneWhereNothingIsPublished() throws Exception {
        Files.delete(docs);

        assertThat(sections(false, documented("default", "heard"))).isZero();
    }
}
