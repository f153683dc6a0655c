package dev.buildrun.catalog.explain;

import java.util.List;
import java.util.Set;

/**
 * Why an entity is as it is.
 *
 * @param status the one to tell
 * @param conditions everything that holds, the status among it
 * @param reasons sentences in plain words, from what matters most to what may help too
 * @param fix what to do
 */
record Explanation(Status status, Set<Status> conditions, List<String> reasons, String fix) {
    Explanation {
        conditions = Set.copyOf(conditions);
        reasons = List.copyOf(reasons);
    }
}
