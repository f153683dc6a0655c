package dev.buildrun.catalog.http;

import dev.buildrun.access.Authenticator;
import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision.Conditional;
import dev.buildrun.access.Decision.Definite;
import dev.buildrun.access.Permission;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.access.ResourceDecisions;
import dev.buildrun.catalog.entity.Annotations;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.location.Location;
import dev.buildrun.catalog.query.EntityRules;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Backstage's permissions of the catalog, and the one place here that asks the policy. */
public final class CatalogAccess {
    public static final Permission ENTITY_READ = entity("catalog.entity.read", "read");
    static final Permission ENTITY_DELETE = entity("catalog.entity.delete", "delete");
    static final Permission ENTITY_REFRESH = entity("catalog.entity.refresh", "update");
    /** Our own: to take back the location that has led to an entity, for which Backstage asks about no entity. */
    private static final Permission ENTITY_UNREGISTER = entity("buildrun.entity.unregister", "delete");

    static final Permission ENTITY_VALIDATE = basic("catalog.entity.validate", null);
    static final Permission LOCATION_READ = basic("catalog.location.read", "read");
    public static final Permission LOCATION_CREATE = basic("catalog.location.create", "create");
    static final Permission LOCATION_DELETE = basic("catalog.location.delete", "delete");
    static final Permission LOCATION_ANALYZE = basic("catalog.location.analyze", null);
    static final Permission UNPROCESSED_READ = basic("catalog.entities.unprocessed.read", "read");
    static final Permission UNPROCESSED_DELETE = basic("catalog.entities.unprocessed.delete", "delete");

    /** All of the catalog, those included that only the portal asks about. */
    public static final List<Permission> PERMISSIONS = List.of(
            UNPROCESSED_READ,
            UNPROCESSED_DELETE,
            ENTITY_READ,
            basic("catalog.entity.create", "create"),
            ENTITY_DELETE,
            ENTITY_REFRESH,
            ENTITY_VALIDATE,
            LOCATION_READ,
            LOCATION_CREATE,
            LOCATION_DELETE,
            LOCATION_ANALYZE,
            // Of a module that is not here; the original's catalog names them without it, too.
            basic("catalog.ingestion.read", "read"),
            basic("catalog.ingestion.manage", "update"));

    private final PermissionPolicy policy;
    private final ResourceDecisions decisions;
    private final Authenticator authenticator;

    /** @param authenticator for the token that a request to refresh may bring in its body */
    public CatalogAccess(PermissionPolicy policy, ResourceDecisions decisions, Authenticator authenticator) {
        this.policy = policy;
        this.decisions = decisions;
        this.authenticator = authenticator;
    }

    private static Permission entity(String name, String action) {
        return new Permission(name, action, EntityRules.NAME);
    }

    private static Permission basic(String name, @Nullable String action) {
        return new Permission(name, action, null);
    }

    /** What the caller may do this with; all of it, or nothing, or what conditions hold for. */
    public Snapshot visible(Snapshot snapshot, Caller caller, Permission permission) {
        return switch (policy.decide(caller, permission, null)) {
            case Definite.ALLOW -> snapshot;
            case Definite.DENY -> snapshot.withoutEntities();
            case Conditional(var criteria) ->
                snapshot.visibleTo(EntityRules.filter(criteria).in(snapshot));
        };
    }

    boolean allows(Caller caller, Permission permission, @Nullable String entityRef) {
        return decisions.decide(caller, permission, entityRef) == Definite.ALLOW;
    }

    boolean allows(Caller caller, Permission permission) {
        return allows(caller, permission, null);
    }

    /**
     * Lets an allowed caller pass.
     *
     * @throws ServiceException of kind NOT_ALLOWED
     */
    void require(Caller caller, Permission permission) {
        require(caller, permission, null);
    }

    /** The same for one entity. */
    void require(Caller caller, Permission permission, @Nullable String entityRef) {
        if (!allows(caller, permission, entityRef)) {
            throw ServiceException.notAllowed();
        }
    }

    /**
     * Lets a caller pass who may do this with every entity, or with the one of this uid, if there is one.
     *
     * @throws ServiceException of kind NOT_ALLOWED
     */
    void requireOneOf(Snapshot snapshot, Caller caller, Permission permission, String uid) {
        var isAllowed = switch (policy.decide(caller, permission, null)) {
            case Definite definite -> definite == Definite.ALLOW;
            case Conditional(var criteria) ->
                snapshot.visibleTo(EntityRules.filter(criteria).in(snapshot))
                        .byUid(uid)
                        .isPresent();
        };
        if (!isAllowed) {
            throw ServiceException.notAllowed();
        }
    }

    /**
     * Lets a caller pass who may delete locations, or may unregister everything that this one has led to. Backstage has one permission for
     * all locations, and with that alone only a platform team could take back what a team has registered.
     *
     * @param location looked up only for those who may not delete any; empty where there is none, which they do not learn
     * @throws ServiceException of kind NOT_ALLOWED
     */
    void requireUnregister(Snapshot snapshot, Caller caller, Supplier<Optional<Location>> location) {
        if (!allows(caller, LOCATION_DELETE)
                && location.get().filter(there -> owns(snapshot, caller, there)).isEmpty()) {
            throw ServiceException.notAllowed();
        }
    }

    private boolean owns(Snapshot snapshot, Caller caller, Location location) {
        var origin = location.ref().toString().toLowerCase(Locale.ROOT);
        var brought = snapshot.field("metadata.annotations." + Annotations.MANAGED_BY_ORIGIN_LOCATION)
                .matches(origin)
                .clone();
        snapshot.byRef(location.entityRef()).ifPresent(itself -> brought.remove(itself.slot()));
        if (brought.isEmpty()) {
            return false;
        }
        return switch (policy.decide(caller, ENTITY_UNREGISTER, null)) {
            case Definite definite -> definite == Definite.ALLOW;
            case Conditional(var criteria) -> {
                brought.andNot(EntityRules.filter(criteria).in(snapshot));
                yield brought.isEmpty();
            }
        };
    }

    /** Lets an allowed caller pass, and refuses in the words of the module for unprocessed entities. */
    void requireOrUnauthorized(Caller caller, Permission permission) {
        if (!allows(caller, permission)) {
            throw ServiceException.of(ErrorKind.NOT_ALLOWED, "Unauthorized");
        }
    }

    /** @throws ServiceException of kind AUTHENTICATION for a token that is not valid */
    Caller callerOf(String token) {
        return authenticator.authenticate("Bearer " + token, "catalog");
    }
}
