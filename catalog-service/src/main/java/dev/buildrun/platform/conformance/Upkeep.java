package dev.buildrun.platform.conformance;

import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.database.Database;
import dev.buildrun.platform.model.PlatformModel;
import dev.buildrun.platform.waiver.WaiverTimes;
import java.time.Clock;
import java.util.function.Supplier;

/** What has to be done now and then: reminders of waivers that end, and forgetting what is old. */
public final class Upkeep {
    private final Database database;
    private final Supplier<Snapshot> newest;
    private final ConformanceRun.Stores stores;
    private final Clock clock;
    private final ResultStore results = new ResultStore();

    public Upkeep(Database database, Supplier<Snapshot> newest, ConformanceRun.Stores stores, Clock clock) {
        this.database = database;
        this.newest = newest;
        this.stores = stores;
        this.clock = clock;
    }

    /** Returns how many waivers were spoken of. */
    public int remind() {
        var model = new PlatformModel(newest.get());
        var times = new WaiverTimes(stores.waivers(), stores.events());
        return database.inTransaction(tx -> times.pass(tx, clock.instant(), model::owner));
    }

    /** Returns how many rows went. */
    public int forget() {
        return database.inTransaction(tx -> stores.events().deleteOld(tx, clock.instant())
                + results.deleteOld(tx, clock.instant())
                + stores.links().tidy(tx, clock.instant()));
    }
}
