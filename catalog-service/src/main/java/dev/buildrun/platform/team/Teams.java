package dev.buildrun.platform.team;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.RelationType;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.platform.model.EnvironmentPlace;
import dev.buildrun.platform.model.PlatformModel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What the catalog says of teams and of what they own, from memory. References are full and in lower case. */
public final class Teams {
    private static final int MAX_COMPONENTS = 10_000;

    private final Supplier<Snapshot> newest;
    private final Supplier<List<String>> platformTeams;

    /**
     * @param newest the catalog as this replica knows it
     * @param platformTeams the owners of the platform; none where the catalog has no platform
     */
    public Teams(Supplier<Snapshot> newest, Supplier<List<String>> platformTeams) {
        this.newest = newest;
        this.platformTeams = platformTeams;
    }

    private PlatformModel model() {
        return new PlatformModel(newest.get());
    }

    public Optional<Entity> find(String ref) {
        return model().entity(ref);
    }

    /** Who owns an entity; the first where it has several. */
    public Optional<String> owner(String ref) {
        return Optional.ofNullable(model().owner(ref));
    }

    /** A group and the groups that it is below, the nearest first; for a user, the user alone. */
    public List<String> upwards(String groupRef) {
        return model().upwards(groupRef);
    }

    /** The programs that a group, or one above it, names as its own. */
    public List<String> pipelines(String groupRef) {
        return model().pipelines(groupRef);
    }

    /** Whoever owns the platform; several where the operator allows several platforms. */
    public List<String> platformTeams() {
        return platformTeams.get();
    }

    /** Whether somebody is of a platform team, by the references that they own things by. */
    public boolean isPlatform(List<String> ownershipRefs) {
        return platformTeams.get().stream().anyMatch(ownershipRefs::contains);
    }

    /** The components of that name; several where several namespaces have one. */
    public List<String> componentsNamed(String name) {
        var snapshot = newest.get();
        var refs = new ArrayList<String>();
        snapshot.field("metadata.name")
                .matches(name.toLowerCase(Locale.ROOT))
                .forEach((int slot) -> refs.add(snapshot.entity(slot).ref()));
        return refs.stream()
                .filter(ref -> ref.startsWith("component:"))
                .sorted()
                .toList();
    }

    /** The names of all environments that the catalog has. */
    public Set<String> environments() {
        return model().environments().stream()
                .map(EnvironmentPlace::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The components that somebody of these owns. */
    public List<String> componentsOf(List<String> ownerRefs) {
        var owned = new LinkedHashSet<String>();
        for (var owner : ownerRefs) {
            targets(owner, RelationType.OWNER_OF).stream()
                    .filter(ref -> ref.startsWith("component:"))
                    .limit(MAX_COMPONENTS)
                    .forEach(owned::add);
        }
        return List.copyOf(owned);
    }

    private List<String> targets(String ref, RelationType type) {
        return model().related(ref, type);
    }
}
