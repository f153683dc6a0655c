package dev.buildrun.catalog.feed;

import dev.buildrun.catalog.log.LoggedChange.Before;
import dev.buildrun.catalog.query.EntityFilter;
import dev.buildrun.catalog.query.FilterParameter;
import dev.buildrun.catalog.query.Predicates;
import dev.buildrun.error.ServiceException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a reader wants to be told.
 *
 * @param filter of the catalog's own kind
 * @param types others are left out
 * @param body whether an event has the entity itself
 * @param readable whether the reader may read the entity of a reference, asked for each event
 */
public record FeedQuery(EntityFilter filter, Set<What> types, boolean body, Predicate<String> readable) {
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

    /** What the change is to this reader; empty where it is nothing. */
    public Optional<What> what(FeedEntry entry) {
        if (!readable.test(entry.change().ref())) {
            return Optional.empty();
        }
        return isEverything()
                ? Optional.of(plainly(entry)).filter(types::contains)
                : entry.what(filter).filter(types::contains);
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
