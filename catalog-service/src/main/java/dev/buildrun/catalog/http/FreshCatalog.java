package dev.buildrun.catalog.http;

import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Freshness;
import dev.buildrun.http.Request;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The catalog as a request may see it. Every answer says in {@code Buildrun-Position} how far its replica knows the change log; a request
 * that sends this header along is answered only by a replica that knows at least as much. The edge has waited for that before.
 */
final class FreshCatalog {
    static final String POSITION = Freshness.HEADER;

    private final Supplier<Snapshot> newest;
    private final Runnable wake;
    private final CatalogAccess access;

    FreshCatalog(CatalogIndex index, CatalogAccess access) {
        this(index::snapshot, index::wake, access);
    }

    FreshCatalog(Supplier<Snapshot> newest, Runnable wake, CatalogAccess access) {
        this.newest = newest;
        this.wake = wake;
        this.access = access;
    }

    /**
     * What the caller may see, which is an empty catalog for one who may read no entity.
     *
     * @throws ServiceException of kind SERVICE_UNAVAILABLE when the request has seen a newer catalog than this one
     */
    Snapshot snapshot(Request request) {
        return access.visible(fresh(request), request.caller(), CatalogAccess.ENTITY_READ);
    }

    /** The same for a caller who may see everything; empty for any other, and where the catalog has just changed. */
    @SuppressWarnings("ReferenceEquality")
    Optional<Snapshot> everything(Request request) {
        var snapshot = snapshot(request);
        return snapshot == newest.get() ? Optional.of(snapshot) : Optional.empty();
    }

    /**
     * The same for the question where one entity comes from, which is refused.
     *
     * @throws ServiceException of kind NOT_ALLOWED, whether or not there is such an entity
     */
    Snapshot snapshotAround(String entityRef, Request request) {
        access.require(request.caller(), CatalogAccess.ENTITY_READ, entityRef);
        return snapshot(request);
    }

    /**
     * All of it, for who has asked already what the caller may do.
     *
     * @throws ServiceException of kind SERVICE_UNAVAILABLE when the request has seen a newer catalog than this one
     */
    Snapshot fresh(Request request) {
        var snapshot = newest.get();
        var expected = request.header(POSITION).map(FreshCatalog::position).orElse(0L);
        if (snapshot.position() < expected) {
            wake.run();
            throw ServiceException.of(
                    ErrorKind.SERVICE_UNAVAILABLE,
                    "The catalog of this replica is at position " + snapshot.position() + ", expected " + expected
                            + "; try again");
        }
        return snapshot;
    }

    private static long position(String header) {
        if (!header.matches("\\d{1,18}")) {
            throw ServiceException.input("Expected a whole number in the header " + POSITION + ", found " + header);
        }
        return Long.parseLong(header);
    }
}
