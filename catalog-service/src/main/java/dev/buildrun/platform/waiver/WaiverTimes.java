package dev.buildrun.platform.waiver;

import dev.buildrun.audit.AuditStore;
import dev.buildrun.database.Tx;
import dev.buildrun.platform.event.EventStore;
import dev.buildrun.platform.event.PlatformEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reminds of waivers that end, and notes down that they have ended. */
public final class WaiverTimes {
    private final WaiverStore store;
    private final EventStore events;
    private final AuditStore audit = new AuditStore();

    public WaiverTimes(WaiverStore store, EventStore events) {
        this.store = store;
        this.events = events;
    }

    /**
     * Does what is due; returns how many waivers that were.
     *
     * @param ownerOf the owner of a component; null where nobody owns it
     */
    public int pass(Tx tx, Instant now, Function<String, @Nullable String> ownerOf) {
        var due = store.due(tx, now);
        var told = new ArrayList<PlatformEvent>();
        for (var waiver : due) {
            var after = waiver.reminded(now);
            store.save(tx, after);
            if (after.status() != waiver.status()) {
                audit.writeNow(tx, null, "waiver.lapse", Waivers.what(after), List.of(after.component()));
            }
            told.add(WaiverEvents.timed(after, now, ownerOf.apply(waiver.component())));
        }
        events.add(tx, told);
        return due.size();
    }
}
