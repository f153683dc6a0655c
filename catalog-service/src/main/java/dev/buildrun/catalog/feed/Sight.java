package dev.buildrun.catalog.feed;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.access.ResourceDecider;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.query.EntityFilter;
import dev.buildrun.catalog.query.EntityRules;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What a reader may see, as things stand when it was made. Whoever reads for longer makes it anew now and then, since who leaves a group
 * loses its rights.
 *
 * <p>A right is asked for twice: whether the reader may see what the entity was after a change, and whether it may see what the entity is
 * now. The first is answered by the row of the log, so that the change by which a right is lost can be told; the second keeps what has been
 * hidden since from whoever reads old changes.
 */
public final class Sight {
    /** Sees everything. */
    public static final Sight ALL = new Sight(EntityFilter.everything(), (_, _) -> true);

    private final EntityFilter states;
    private final Now now;

    private Sight(EntityFilter states, Now now) {
        this.states = states;
        this.now = now;
    }

    /** What entities are now. */
    @FunctionalInterface
    private interface Now {
        boolean shows(String entityRef, long position);
    }

    /** Makes the sight of a caller. */
    public static final class Rights {
        private final ResourceDecider policy;
        private final Supplier<Snapshot> newest;
        private final UnaryOperator<Caller> current;

        /**
         * Puts the parts together.
         *
         * @param policy answers with conditions where it is asked about no entity in particular
         * @param current the same caller, with the groups that it is in now
         */
        public Rights(ResourceDecider policy, Supplier<Snapshot> newest, UnaryOperator<Caller> current) {
            this.policy = policy;
            this.newest = newest;
            this.current = current;
        }

        /** What the caller may see now. */
        public Sight of(Caller caller) {
            return switch (policy.decide(current.apply(caller), FeedRoutes.ENTITY_READ, null)) {
                case Decision.Definite.ALLOW -> ALL;
                case Decision.Definite.DENY -> new Sight(new EntityFilter.AnyOf(List.of()), (_, _) -> false);
                case Decision.Conditional(var criteria) -> {
                    var filter = EntityRules.filter(criteria);
                    yield new Sight(filter, (ref, position) -> shows(newest.get(), filter, ref, position));
                }
            };
        }

        /** Whether the caller may see anything at all. */
        boolean isAny(Caller caller) {
            return !policy.decide(current.apply(caller), FeedRoutes.ENTITY_READ, null)
                    .equals(Decision.DENY);
        }

        /** Where the index does not know the change yet, the change is the newest that there is of the entity. */
        private static boolean shows(Snapshot snapshot, EntityFilter filter, String ref, long position) {
            return snapshot.position() < position
                    || snapshot.byRef(ref)
                            .map(entity -> new EntityFields(snapshot.searchFields(entity)).match(filter))
                            .orElse(false);
        }
    }

    /** Whether the other sees the same. */
    public boolean isLike(Sight other) {
        return states.equals(other.states);
    }

    boolean isAll() {
        return states.equals(EntityFilter.everything());
    }

    /** Those states of entities that are seen. */
    EntityFilter states() {
        return states;
    }

    /** Whether an entity is seen as it is now, where the catalog is known up to a position at least; what has gone is not. */
    boolean shows(String entityRef, long position) {
        return now.shows(entityRef, position);
    }
}
