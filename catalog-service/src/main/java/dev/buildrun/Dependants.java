package dev.buildrun;

import dev.buildrun.catalog.entity.Annotations;
import dev.buildrun.catalog.entity.LocationRef;
import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.catalog.entity.RelationType;
import dev.buildrun.catalog.index.Snapshot;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who builds on the entities of a location: entities of other locations that name them. */
final class Dependants {
    /** What an entity shows because another one has named it. */
    private static final Set<String> NAMED_BY_OTHERS = Stream.of(
                    RelationType.OWNER_OF,
                    RelationType.DEPENDENCY_OF,
                    RelationType.API_CONSUMED_BY,
                    RelationType.API_PROVIDED_BY,
                    RelationType.HAS_PART,
                    RelationType.PARENT_OF)
            .map(RelationType::wireName)
            .collect(Collectors.toUnmodifiableSet());

    private Dependants() {}

    static List<String> ofLocation(Snapshot snapshot, LocationRef location) {
        var own = new HashSet<String>();
        var origin = "metadata.annotations." + Annotations.MANAGED_BY_ORIGIN_LOCATION;
        snapshot.field(origin)
                .matches(location.toString().toLowerCase(Locale.ROOT))
                .forEach((int slot) -> own.add(snapshot.entity(slot).ref()));
        var others = new TreeSet<String>();
        own.stream()
                .flatMap(ref -> snapshot.relations(ref).stream())
                .filter(relation -> NAMED_BY_OTHERS.contains(relation.type()))
                .map(Relation::targetRef)
                .filter(ref -> !own.contains(ref) && snapshot.byRef(ref).isPresent())
                .forEach(others::add);
        return List.copyOf(others);
    }
}
