package dev.buildrun.catalog.index;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.FinalEntity;
import dev.buildrun.catalog.entity.SearchField;
import dev.buildrun.catalog.entity.SearchFields;
import dev.buildrun.catalog.entity.ServedText;
import dev.buildrun.catalog.log.StoredEntity;
import java.util.Collection;

/**
 * What the index makes of a stored entity alone, whatever else is in the catalog; so any thread may do it.
 *
 * @param fields what it can be found by, each once, without its relations
 */
record PreparedEntity(StoredEntity stored, EntityBody body, Collection<SearchField> fields) {
    static PreparedEntity of(StoredEntity stored) {
        var isPlain = stored.errors().isEmpty() && !stored.orphan();
        return stored.body()
                .ownText()
                .filter(_ -> isPlain)
                .flatMap(text -> ServedText.of(text, stored.uid().toString(), Etags.of(stored)))
                .map(served -> new PreparedEntity(stored, EntityBody.of(served), served.fields()))
                .orElseGet(() -> ofTree(stored));
    }

    private static PreparedEntity ofTree(StoredEntity stored) {
        var json = FinalEntity.withoutRelations(
                stored.body(), stored.errors(), stored.uid().toString(), stored.orphan(), Etags.of(stored));
        var status = json.remove("status");
        var body = EntityBody.of(json, status, stored.body().etag().isPresent());
        return new PreparedEntity(stored, body, SearchFields.of(Entity.of(json)));
    }
}
