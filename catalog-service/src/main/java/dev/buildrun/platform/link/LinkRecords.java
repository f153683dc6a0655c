package dev.buildrun.platform.link;

import dev.buildrun.database.Database;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What the table has, as long as it is not too old to count. */
public final class LinkRecords implements LinkState {
    private final Database database;
    private final LinkStore store = new LinkStore();
    private final LinkConfig config;
    private final Clock clock;

    public LinkRecords(Database database, LinkConfig config, Clock clock) {
        this.database = database;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public Map<String, Looked> of(Collection<String> urls) {
        var looked = new HashMap<String, Looked>();
        urls.forEach(url -> looked.put(url, new Looked.Unknown("nobody has looked at it yet")));
        var stale = clock.instant().minus(config.stale());
        for (var link : database.inTransaction(tx -> store.find(tx, urls))) {
            var found = link.found();
            var at = link.checkedAt();
            if (found != null && at != null) {
                looked.put(
                        link.url(),
                        at.isBefore(stale) ? new Looked.Unknown("nobody has looked at it since " + at) : found);
            }
        }
        return looked;
    }
}
