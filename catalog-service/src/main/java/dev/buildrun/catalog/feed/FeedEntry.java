package dev.buildrun.catalog.feed;

import dev.buildrun.catalog.log.LoggedChange;
import dev.buildrun.catalog.log.LoggedChange.Before;
import dev.buildrun.catalog.log.LoggedState;
import dev.buildrun.catalog.query.EntityFilter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A change that any number of readers look at; what one of them has worked out of its text, the others find. */
public final class FeedEntry {
    private final LoggedChange change;
    /** Worked out twice at worst. */
    private volatile @Nullable EntityFields after;

    private volatile @Nullable EntityFields before;

    FeedEntry(LoggedChange change) {
        this.change = change;
    }

    public LoggedChange change() {
        return change;
    }

    public long position() {
        return change.position();
    }

    /**
     * What the change is to a reader with this filter; empty where it is nothing. What an entity was before is what the row of the log
     * before this one says of it.
     */
    public Optional<What> what(EntityFilter filter) {
        var now = change.after();
        if (now == null) {
            return wasMeant(filter) ? Optional.of(What.REMOVED) : Optional.empty();
        }
        if (afterFields(now).match(filter)) {
            return Optional.of(change.before() instanceof Before.Nothing ? What.CREATED : What.CHANGED);
        }
        return wasMeant(filter) ? Optional.of(What.LEFT) : Optional.empty();
    }

    private boolean wasMeant(EntityFilter filter) {
        return switch (change.before()) {
            case Before.Nothing _ -> false;
            case Before.Was(var state) -> beforeFields(state).match(filter);
        };
    }

    private EntityFields afterFields(LoggedState state) {
        var fields = after;
        if (fields == null) {
            fields = new EntityFields(state.served());
            after = fields;
        }
        return fields;
    }

    private EntityFields beforeFields(LoggedState state) {
        var fields = before;
        if (fields == null) {
            fields = new EntityFields(state.served());
            before = fields;
        }
        return fields;
    }
}
