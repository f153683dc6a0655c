package dev.buildrun.platform.waiver;

import dev.buildrun.database.Tx;
import java.time.Instant;
import java.util.Collection;

/** Has the results of components worked out anew, as soon as the transaction has ended. */
@FunctionalInterface
public interface Recompute {
    void of(Tx tx, Collection<String> components, Instant now);
}
