package dev.buildrun.platform.reconcile;

import dev.buildrun.catalog.entity.RelationType;
import dev.buildrun.platform.model.PlatformModel;
import dev.buildrun.platform.model.PlatformTypes;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which components and teams may want other objects, since some entities have changed. */
final class AffectedWorkspaces {
    /** Along these the objects of one component depend on another entity. */
    private static final Set<String> FOLLOWED = Set.of(
            RelationType.DEPENDS_ON.wireName(),
            RelationType.DEPENDENCY_OF.wireName(),
            RelationType.CONSUMES_API.wireName(),
            RelationType.API_CONSUMED_BY.wireName(),
            RelationType.PROVIDES_API.wireName(),
            RelationType.API_PROVIDED_BY.wireName());

    private static final int STEPS = 2;

    private final PlatformModel model;

    AffectedWorkspaces(PlatformModel model) {
        this.model = model;
    }

    /**
     * Full references of components and groups; empty where everything may be.
     *
     * @param changed full references of entities that have changed or gone
     */
    Optional<Set<String>> of(Collection<String> changed) {
        if (changed.stream().anyMatch(this::concernsAll)) {
            return Optional.empty();
        }
        var affected = new HashSet<>(changed);
        var edge = List.copyOf(changed);
        for (var step = 0; step < STEPS; step++) {
            var next = new HashSet<String>();
            for (var ref : edge) {
                model.snapshot().relations(ref).stream()
                        .filter(relation -> FOLLOWED.contains(relation.type()))
                        .forEach(relation -> next.add(relation.targetRef()));
            }
            next.removeAll(affected);
            affected.addAll(next);
            edge = List.copyOf(next);
        }
        for (var ref : List.copyOf(affected)) {
            affected.addAll(model.related(ref, RelationType.OWNED_BY));
        }
        return Optional.of(affected);
    }

    /** Who owns the platform, and where the environments are, is in every workspace. */
    private boolean concernsAll(String ref) {
        return model.entity(ref)
                .map(entity -> entity.spec().path("type").asString(""))
                .filter(type -> type.equals(PlatformTypes.ENVIRONMENT) || type.equals(PlatformTypes.PLATFORM))
                .isPresent();
    }
}
