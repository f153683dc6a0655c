package dev.buildrun.catalog.feed;

import dev.buildrun.access.Criteria;
import dev.buildrun.access.Decision;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.json.Json;

/** Rights with which everything is seen but the entities of one name. The index stands still, so that rows of the log alone count. */
public final class HiddenByName {
    public static final String NOTHING = "nothing";
    public static final String EVERYTHING = "everything";

    private volatile String name = NOTHING;

    /** From now on. */
    public void hide(String other) {
        name = other;
    }

    public Sight.Rights rights() {
        return new Sight.Rights((_, _, _) -> decision(), () -> Snapshot.EMPTY, caller -> caller);
    }

    private Decision decision() {
        return switch (name) {
            case NOTHING -> Decision.ALLOW;
            case EVERYTHING -> Decision.DENY;
            default ->
                new Decision.Conditional(new Criteria.Not(new Criteria.Rule(
                        "HAS_METADATA", Json.object().put("key", "name").put("value", name))));
        };
    }
}
