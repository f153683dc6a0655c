package dev.buildrun.catalog.feed;

import dev.buildrun.catalog.log.LoggedChange.Before;
import dev.buildrun.catalog.query.EntityFilter;
import dev.buildrun.catalog.query.FilterParameter;
import dev.buildrun.catalog.query.Predicates;
import dev.buildrun.error.ServiceException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a reader wants to be told.
 *
 * @param filter of the catalog's own kind
 * @param types others are left out
 * @param body whether an event has the entity itself
 */
public record FeedQuery(EntityFilter filter, Set<What> types, boolean body) {
    public FeedQuery {
        types = Set.copyOf(types);
    }

    /**
     * The catalog's {@code filter} parameters.
     *
     * @throws ServiceException of kind INPUT when they are none
     */
    public static EntityFilter filter(List<String> parameters) {
        return FilterParameter.toPredicate(parameters).map(Predicates::parse).orElseGet(EntityFilter::everything);
    }

    /**
     * What the change is to a reader; empty where it is nothing. To one who may see what the entity was before and not what it is since, it
     * has left, as if the filter did not mean it any more.
     */
    public Optional<What> what(FeedEntry entry, Sight sight) {
        var what = sight.isAll() ? what(entry) : entry.what(sight.states().and(filter));
        return what.filter(types::contains).filter(found -> isShown(found, entry, sight));
    }

    /** That something is gone is told with its name alone, to those who could see it before. */
    private static boolean isShown(What what, FeedEntry entry, Sight sight) {
        return switch (what) {
            case LEFT, REMOVED -> true;
            case CREATED, CHANGED -> sight.shows(entry.change().ref(), entry.position());
        };
    }

    private Optional<What> what(FeedEntry entry) {
        return isEverything() ? Optional.of(plainly(entry)) : entry.what(filter);
    }

    private boolean isEverything() {
        return filter.equals(EntityFilter.everything());
    }

    /** The same without looking into the entity. */
    private static What plainly(FeedEntry entry) {
        if (entry.change().after() == null) {
            return What.REMOVED;
        }
        return entry.change().before() instanceof Before.Nothing ? What.CREATED : What.CHANGED;
    }
}
