package dev.buildrun.access;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * On whose behalf a user acts. The catalog decides where it knows the user, at every request anew, so that who leaves a group loses
 * its rights at once; a guest whom it does not know owns what the config says, and anybody else only themselves.
 */
public final class Ownership {
    private final OwnershipLookup catalog;
    private final AccessConfig.@Nullable Guest guest;

    public Ownership(OwnershipLookup catalog, AccessConfig config) {
        this.catalog = catalog;
        this.guest = config.guest();
    }

    /** Full references in lower case; never empty. */
    public List<String> refsOf(String userEntityRef) {
        return catalog.ownershipRefs(userEntityRef).orElseGet(() -> withoutCatalog(userEntityRef));
    }

    /** The same for a user whose token says on whose behalf they act; that counts only where the catalog does not know the user. */
    List<String> refsOf(String userEntityRef, List<String> claimed) {
        return claimed.isEmpty()
                ? refsOf(userEntityRef)
                : catalog.ownershipRefs(userEntityRef).orElse(claimed);
    }

    /** Whether the catalog has the user, and so decides alone. */
    boolean isKnown(String userEntityRef) {
        return catalog.ownershipRefs(userEntityRef).isPresent();
    }

    /** The caller with the groups that it is in now, where it is a user whom the catalog knows. */
    public Caller current(Caller caller) {
        return switch (caller) {
            case Caller.User user ->
                new Caller.User(
                        user.userEntityRef(),
                        refsOf(user.userEntityRef(), user.ownershipRefs()),
                        user.scope(),
                        user.plugin(),
                        user.mandate() == null ? null : user.mandate().again());
            case Caller.Service _, Caller.Anonymous _ -> caller;
        };
    }

    private List<String> withoutCatalog(String userEntityRef) {
        return guest != null
                        && guest.userEntityRef().equals(userEntityRef)
                        && !guest.ownershipEntityRefs().isEmpty()
                ? guest.ownershipEntityRefs()
                : List.of(userEntityRef);
    }
}
