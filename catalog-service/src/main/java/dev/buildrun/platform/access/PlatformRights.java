package dev.buildrun.platform.access;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.access.Permission;
import dev.buildrun.access.ResourceDecider;
import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.catalog.entity.RelationType;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What callers may do on the platform. Nobody may do anything but for a reason: users because they are in the group that owns the entity or
 * the platform (groups above their own included, as everywhere in the catalog), programs because the permission policy lets them. Where the
 * policy forbids it, ownership does not help.
 */
public final class PlatformRights {
    /** To see an entity and all that the platform knows of it. */
    public static final Permission READ = new Permission("catalog.entity.read", "read", "catalog-entity");
    /** What owners do with what they own: ask for waivers, deploy, restart, and so on. */
    public static final Permission OPERATE = new Permission("buildrun.platform.operate", "update", "catalog-entity");
    /** What the platform team does: decide on waivers, check contracts, and so on. */
    public static final Permission ADMINISTER = new Permission("buildrun.platform.administer", "update", null);

    private final Supplier<Snapshot> newest;
    private final Platforms platforms;
    private final ResourceDecider policy;

    /** @param newest the catalog as this replica knows it */
    public PlatformRights(Supplier<Snapshot> newest, Platforms platforms, ResourceDecider policy) {
        this.newest = newest;
        this.platforms = platforms;
        this.policy = policy;
    }

    /** Whether the caller may see the entity. */
    public boolean mayRead(Caller caller, String entityRef) {
        return isAllowed(caller, READ, entityRef);
    }

    /** Whether the caller may see every component of an owner, so that a number of them tells nothing else. */
    public boolean mayReadAllOf(Caller caller, String ownerRef) {
        return isAllowed(caller, READ, null)
                || (mayRead(caller, ownerRef)
                        && newest.get().relations(ownerRef).stream()
                                .filter(relation -> relation.type().equals(RelationType.OWNER_OF.wireName()))
                                .map(Relation::targetRef)
                                .filter(ref -> ref.startsWith("component:"))
                                .allMatch(ref -> mayRead(caller, ref)));
    }

    /**
     * Lets callers pass who may see an entity that there is.
     *
     * @throws ServiceException of kind NOT_FOUND, the same whether there is none or it may not be seen
     */
    public void requireRead(Caller caller, String entityRef) {
        if (!mayRead(caller, entityRef) || newest.get().byRef(entityRef).isEmpty()) {
            throw ServiceException.notFound("No entity " + entityRef);
        }
    }

    /** Whether the caller acts for an owner of the entity, or is a program that may. */
    public boolean isOwner(Caller caller, String entityRef) {
        return isAllowed(caller, OPERATE, entityRef) && actsForOneOf(caller, owners(entityRef));
    }

    /**
     * Lets the owners of an entity pass.
     *
     * @throws ServiceException of kind NOT_FOUND where the caller may not see the entity, NOT_ALLOWED where it is none of its owners
     */
    public void requireOwner(Caller caller, String entityRef) {
        requireRead(caller, entityRef);
        if (!isOwner(caller, entityRef)) {
            throw refused(caller, "the owners of " + entityRef, owners(entityRef));
        }
    }

    /** Whether the caller acts for the platform team, or is a program that may. */
    public boolean isPlatformTeam(Caller caller) {
        return isAllowed(caller, ADMINISTER, null) && actsForOneOf(caller, platformTeams());
    }

    /**
     * Lets the platform team pass.
     *
     * @throws ServiceException of kind NOT_ALLOWED for anybody else
     */
    public void requirePlatformTeam(Caller caller) {
        if (!isPlatformTeam(caller)) {
            throw refused(caller, "the platform team", platformTeams());
        }
    }

    /** Lets the owners of an entity pass, and the platform team. */
    public void requireOwnerOrPlatformTeam(Caller caller, String entityRef) {
        if (!isPlatformTeam(caller)) {
            requireOwner(caller, entityRef);
        }
    }

    /** Full references of those who own the entity; none where nobody does, or where there is no such entity. */
    public List<String> owners(String entityRef) {
        return Platforms.owners(newest.get(), entityRef);
    }

    /** As {@link Platforms#teams}, of now. */
    public List<String> platformTeams() {
        return platforms.teams(newest.get());
    }

    private static boolean actsForOneOf(Caller caller, Collection<String> owners) {
        return switch (caller) {
            case Caller.User user -> user.ownershipRefs().stream().anyMatch(owners::contains);
            case Caller.Service _ -> true;
            case Caller.Anonymous _ -> false;
        };
    }

    private boolean isAllowed(Caller caller, Permission permission, @Nullable String entityRef) {
        return !(caller instanceof Caller.Anonymous)
                && policy.decide(caller, permission, entityRef).equals(Decision.ALLOW);
    }

    private static ServiceException refused(Caller caller, String who, List<String> groups) {
        var whom = groups.isEmpty() ? "nobody is known to be that" : "that is " + String.join(", ", groups);
        var actor = caller.actor();
        return ServiceException.of(
                ErrorKind.NOT_ALLOWED,
                "Only " + who + " may do this (" + whom + "); " + (actor == null ? "nobody" : actor) + " may not");
    }
}
