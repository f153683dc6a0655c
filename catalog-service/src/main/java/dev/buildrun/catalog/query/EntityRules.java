package dev.buildrun.catalog.query;

import dev.buildrun.access.Criteria;
import dev.buildrun.access.ResourceType;
import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.index.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** The rules that permission policies may use for entities, and whether they hold for an entity of the newest snapshot. */
public final class EntityRules implements ResourceType {
    public static final String NAME = "catalog-entity";

    private final Supplier<Snapshot> newest;

    public EntityRules(Supplier<Snapshot> newest) {
        this.newest = newest;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<RuleDescription> rules() {
        return Stream.of(EntityRule.values()).map(EntityRule::description).toList();
    }

    /**
     * The entities for which criteria hold, for lists. A rule means a little else there than for one entity, as in Backstage: no case
     * matters in owners, for instance.
     *
     * @throws dev.buildrun.error.ServiceException of kind INPUT for bad parameters, and INTERNAL for an unknown rule
     */
    public static EntityFilter filter(Criteria criteria) {
        return switch (criteria) {
            case Criteria.AnyOf(var parts) ->
                new EntityFilter.AnyOf(parts.stream().map(EntityRules::filter).toList());
            case Criteria.AllOf(var parts) ->
                new EntityFilter.AllOf(parts.stream().map(EntityRules::filter).toList());
            case Criteria.Not(var part) -> new EntityFilter.Not(filter(part));
            case Criteria.Rule(var name, var params) -> EntityRule.named(name).filter(params);
        };
    }

    /** Whether criteria hold for an entity that need not be in the catalog. */
    public static boolean hold(Criteria criteria, ObjectNode tree) {
        var entity = Entity.of(tree);
        return criteria.hold(rule -> EntityRule.named(rule.name()).holds(entity, rule.params()));
    }

    @Override
    public Optional<Predicate<Criteria.Rule>> find(String ref) {
        var snapshot = newest.get();
        return snapshot.byRef(ref).map(found -> {
            var entity = Entity.of(snapshot.tree(found));
            return rule -> EntityRule.named(rule.name()).holds(entity, rule.params());
        });
    }
}
