package dev.buildrun.platform.model;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.catalog.entity.RelationType;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * What the catalog says of the platform, as of one snapshot. It keeps what it has read, up to a bound, so one that answers many questions of
 * the same moment seldom reads an entity twice; for one thread.
 */
public final class PlatformModel {
    private static final int MAX_GROUPS = 100;
    /** Some 20 MB, which a collection of the heap may have to move. */
    private static final int MOST_KEPT = 2_000;

    private final Snapshot snapshot;
    private final Map<String, Optional<Entity>> read = new HashMap<>();

    public PlatformModel(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    public Snapshot snapshot() {
        return snapshot;
    }

    /** @param ref the full reference, in lower case */
    public Optional<Entity> entity(String ref) {
        if (read.size() >= MOST_KEPT) {
            read.clear();
        }
        return read.computeIfAbsent(ref, key -> snapshot.byRef(key).map(found -> Entity.of(snapshot.tree(found))));
    }

    public boolean isThere(String ref) {
        return snapshot.byRef(ref).isPresent();
    }

    /** Full references of all entities of a kind, in lower case, whose {@code spec.type} is one of these in any case, sorted. */
    public List<String> refs(String kind, String... types) {
        var found = new RoaringBitmap();
        for (var type : types) {
            found.or(snapshot.field("spec.type").matches(type.toLowerCase(Locale.ROOT)));
        }
        found.and(snapshot.field("kind").matches(kind));
        found.and(snapshot.all());
        var refs = new ArrayList<String>(found.getCardinality());
        found.forEach((int slot) -> refs.add(snapshot.entity(slot).ref()));
        refs.sort(null);
        return refs;
    }

    private <T> List<T> all(String kind, String type, Function<Entity, T> make) {
        return refs(kind, type).stream()
                .flatMap(ref -> entity(ref).stream())
                .map(make)
                .toList();
    }

    /** The targets of an entity's relations of a type, sorted; whether there are such entities or not. */
    public List<String> related(String ref, RelationType type) {
        return snapshot.relations(ref, type.wireName()).stream()
                .map(Relation::targetRef)
                .toList();
    }

    /** Those of them that are in the catalog and of a type. */
    public List<String> related(String ref, RelationType relation, String kind, String type) {
        return related(ref, relation).stream()
                .filter(target -> target.startsWith(kind + ":") && isOfType(target, type))
                .toList();
    }

    private boolean isOfType(String ref, String type) {
        return snapshot.byRef(ref)
                .filter(found -> snapshot.field("spec.type").matches(type).contains(found.slot()))
                .isPresent();
    }

    /** The first owner; null where nobody owns it. */
    public @Nullable String owner(String ref) {
        var owners = related(ref, RelationType.OWNED_BY);
        return owners.isEmpty() ? null : owners.getFirst();
    }

    /** A group and the groups that it is below, the nearest first; for a user, the user alone. */
    public List<String> upwards(String groupRef) {
        return reached(groupRef, RelationType.CHILD_OF);
    }

    /** A group and the groups below it, the nearest first. */
    public List<String> downwards(String groupRef) {
        return reached(groupRef, RelationType.PARENT_OF);
    }

    private List<String> reached(String groupRef, RelationType relation) {
        var groups = new LinkedHashSet<String>();
        var open = new ArrayList<String>();
        open.add(groupRef);
        while (!open.isEmpty() && groups.size() < MAX_GROUPS) {
            var group = open.removeFirst();
            if (groups.add(group)) {
                open.addAll(related(group, relation));
            }
        }
        return List.copyOf(groups);
    }

    /** The programs that a group, or one above it, names as its own. */
    public List<String> pipelines(String groupRef) {
        return upwards(groupRef).stream()
                .flatMap(group -> entity(group).stream())
                .flatMap(group -> group.annotation(PlatformTypes.PIPELINES).stream())
                .flatMap(names -> List.of(names.split(",", -1)).stream())
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }

    /** Every group that owns something like a team does: of type {@code build-run-team} or {@code platform-team}. */
    public List<Team> teams() {
        return refs("group", PlatformTypes.BUILD_RUN_TEAM, PlatformTypes.PLATFORM_TEAM).stream()
                .flatMap(ref -> team(ref).stream())
                .toList();
    }

    /** A group of any type. */
    public Optional<Team> team(String ref) {
        return ref.startsWith("group:") ? entity(ref).map(Team::of) : Optional.empty();
    }

    public List<Offering> offerings() {
        return all("resource", PlatformTypes.OFFERING, this::offering);
    }

    public Optional<Offering> offering(String ref) {
        return ofType(ref, PlatformTypes.OFFERING).map(this::offering);
    }

    private Offering offering(Entity resource) {
        return Offering.of(resource, owner(resource.ref().toString()));
    }

    public List<Instance> instances() {
        return all("resource", PlatformTypes.INSTANCE, this::instance);
    }

    public Optional<Instance> instance(String ref) {
        return ofType(ref, PlatformTypes.INSTANCE).map(this::instance);
    }

    /** What a component has of platform services: the instances that it depends on. */
    public List<Instance> instancesOf(String componentRef) {
        return related(componentRef, RelationType.DEPENDS_ON, "resource", PlatformTypes.INSTANCE).stream()
                .flatMap(ref -> entity(ref).stream())
                .map(this::instance)
                .toList();
    }

    private Instance instance(Entity resource) {
        var ref = resource.ref().toString();
        var offerings = related(ref, RelationType.DEPENDS_ON, "resource", PlatformTypes.OFFERING);
        return new Instance(
                ref,
                resource.name(),
                title(resource),
                owner(ref),
                offerings.isEmpty() ? null : offerings.getFirst(),
                resource.annotation(PlatformTypes.PLAN).orElse(null));
    }

    /** In the order of promotion. */
    public List<EnvironmentPlace> environments() {
        return all("resource", PlatformTypes.ENVIRONMENT, EnvironmentPlace::of).stream()
                .sorted(Comparator.comparingInt(EnvironmentPlace::order).thenComparing(EnvironmentPlace::ref))
                .toList();
    }

    public List<Workspace> workspaces() {
        return all("resource", PlatformTypes.WORKSPACE, this::workspace);
    }

    /** Those that a component depends on. */
    public List<Workspace> workspacesOf(String componentRef) {
        return related(componentRef, RelationType.DEPENDS_ON, "resource", PlatformTypes.WORKSPACE).stream()
                .flatMap(ref -> entity(ref).stream())
                .map(this::workspace)
                .toList();
    }

    private Workspace workspace(Entity resource) {
        var ref = resource.ref().toString();
        var components = related(ref, RelationType.DEPENDENCY_OF).stream()
                .filter(user -> user.startsWith("component:"))
                .toList();
        var environments = related(ref, RelationType.DEPENDS_ON, "resource", PlatformTypes.ENVIRONMENT);
        return new Workspace(
                ref,
                resource.name(),
                owner(ref),
                components.size() == 1 ? components.getFirst() : null,
                environments.isEmpty() ? null : environments.getFirst());
    }

    public List<SelfRunService> selfRunServices() {
        return all(
                "resource",
                PlatformTypes.SELF_RUN,
                resource -> new SelfRunService(
                        resource.ref().toString(),
                        resource.name(),
                        title(resource),
                        owner(resource.ref().toString()),
                        resource.annotation(PlatformTypes.TECHNOLOGY).orElse(null)));
    }

    public List<DeclaredWaiver> waivers() {
        return all("resource", PlatformTypes.WAIVER, this::waiver);
    }

    /** Those that name the component among what they are for. */
    public List<DeclaredWaiver> waiversOf(String componentRef) {
        return related(componentRef, RelationType.DEPENDENCY_OF, "resource", PlatformTypes.WAIVER).stream()
                .flatMap(ref -> entity(ref).stream())
                .map(this::waiver)
                .toList();
    }

    private DeclaredWaiver waiver(Entity resource) {
        var ref = resource.ref().toString();
        var components = related(ref, RelationType.DEPENDS_ON).stream()
                .filter(target -> target.startsWith("component:"))
                .toList();
        return DeclaredWaiver.of(resource, components, owner(ref));
    }

    /** The APIs of type {@code platform-contract} that a component consumes. */
    public List<String> contractsOf(String componentRef) {
        return related(componentRef, RelationType.CONSUMES_API, "api", PlatformTypes.CONTRACT);
    }

    /** All APIs of type {@code platform-contract}. */
    public List<Entity> contractEntities() {
        return all("api", PlatformTypes.CONTRACT, Function.identity());
    }

    private Optional<Entity> ofType(String ref, String type) {
        return ref.startsWith("resource:") && isOfType(ref, type) ? entity(ref) : Optional.empty();
    }

    /** Those of some references that somebody may see. */
    public static List<String> visible(List<String> refs, Predicate<String> mayRead) {
        return refs.stream().filter(mayRead).toList();
    }

    static String title(Entity entity) {
        var title = entity.metadata().path("title");
        return title.isString() ? title.asString() : entity.name();
    }

    /** A reference that somebody wrote, in full; null for none that can be read. */
    static @Nullable String ref(String text, String defaultKind) {
        try {
            return text.isEmpty()
                    ? null
                    : EntityRef.parse(text, defaultKind, EntityRef.DEFAULT_NAMESPACE)
                            .toString();
        } catch (ServiceException _) {
            return null;
        }
    }
}
