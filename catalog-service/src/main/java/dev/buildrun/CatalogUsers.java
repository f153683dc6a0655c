package dev.buildrun;

import dev.buildrun.access.Decision;
import dev.buildrun.access.OwnershipLookup;
import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.query.EntityRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.roaringbitmap.RoaringBitmap;
import tools.jackson.databind.node.ObjectNode;

/** What access and scaffolder ask of the catalog, answered from the index in memory. */
final class CatalogUsers implements OwnershipLookup {
    private static final String MEMBER_OF = "memberOf";
    private static final String CHILD_OF = "childOf";
    private static final String OWNED_BY = "ownedBy";
    private static final int MAX_GROUPS = 1_000;
    private static final int MAX_OWNED = 10_000;

    private final CatalogIndex index;

    CatalogUsers(CatalogIndex index) {
        this.index = index;
    }

    /** Groups above groups count too: who is in a team is in its department. */
    @Override
    public Optional<List<String>> ownershipRefs(String userEntityRef) {
        var snapshot = index.snapshot();
        if (snapshot.byRef(userEntityRef).isEmpty()) {
            return Optional.empty();
        }
        var refs = new LinkedHashSet<String>();
        refs.add(userEntityRef);
        var open = new ArrayList<>(targets(snapshot, userEntityRef, MEMBER_OF));
        while (!open.isEmpty() && refs.size() < MAX_GROUPS) {
            var group = open.removeLast();
            if (refs.add(group)) {
                open.addAll(targets(snapshot, group, CHILD_OF));
            }
        }
        return Optional.of(List.copyOf(refs));
    }

    /** The owners of an entity, none where there is no such. */
    List<String> owners(String entityRef) {
        return targets(index.snapshot(), entityRef, OWNED_BY);
    }

    /** The entities that any of these own and that may be read, at most some ten thousand. */
    List<String> ownedBy(List<String> owners, Decision mayRead) {
        var snapshot = index.snapshot();
        var owned = new RoaringBitmap();
        owners.forEach(owner -> owned.or(snapshot.field("relations.ownedby").matches(owner)));
        owned.and(snapshot.all());
        owned.andNot(hidden(snapshot, owned, mayRead));
        var refs = new ArrayList<String>();
        var slots = owned.getIntIterator();
        while (slots.hasNext() && refs.size() < MAX_OWNED) {
            refs.add(snapshot.entity(slots.next()).ref());
        }
        return refs;
    }

    /** The entities of a kind that are not among those that may be read. */
    Set<String> hidden(String kind, Decision mayRead) {
        var snapshot = index.snapshot();
        var ofKind = RoaringBitmap.and(snapshot.field("kind").matches(kind), snapshot.all());
        var refs = new HashSet<String>();
        hidden(snapshot, ofKind, mayRead)
                .forEach((int slot) -> refs.add(snapshot.entity(slot).ref()));
        return refs;
    }

    private static RoaringBitmap hidden(Snapshot snapshot, RoaringBitmap of, Decision mayRead) {
        return switch (mayRead) {
            case Decision.Definite.ALLOW -> new RoaringBitmap();
            case Decision.Definite.DENY -> of.clone();
            case Decision.Conditional(var criteria) ->
                RoaringBitmap.andNot(of, EntityRules.filter(criteria).in(snapshot));
        };
    }

    /** The users whose field has the value, in any case. */
    List<String> users(String field, String value) {
        var snapshot = index.snapshot();
        var found =
                snapshot.field(field).matches(value.toLowerCase(Locale.ROOT)).clone();
        found.and(snapshot.field("kind").matches("user"));
        found.and(snapshot.all());
        var refs = new ArrayList<String>();
        found.forEach((int slot) -> refs.add(snapshot.entity(slot).ref()));
        return refs;
    }

    private static List<String> targets(Snapshot snapshot, String ref, String type) {
        return snapshot.relations(ref, type).stream().map(Relation::targetRef).toList();
    }

    Optional<ObjectNode> entity(String ref) {
        var snapshot = index.snapshot();
        return snapshot.byRef(ref).map(snapshot::tree);
    }
}
