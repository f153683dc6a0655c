package dev.buildrun.access;

import dev.buildrun.access.Decision.Conditional;
import dev.buildrun.access.Decision.Definite;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Definite decisions about single resources: where the policy answers with conditions, these are held against the resource. */
public final class ResourceDecisions implements ResourceDecider {
    private final PermissionPolicy policy;
    private final List<ResourceType> types;

    /** @param types those of all plugins; nothing is allowed on conditions with resources of other types */
    public ResourceDecisions(PermissionPolicy policy, List<ResourceType> types) {
        this.policy = policy;
        this.types = List.copyOf(types);
    }

    /**
     * Decides one request.
     *
     * @param resourceRef what it is about; null where it is about nothing in particular, which conditions never allow
     */
    @Override
    public Definite decide(Caller caller, Permission permission, @Nullable String resourceRef) {
        return switch (policy.decide(caller, permission, resourceRef)) {
            case Definite definite -> definite;
            case Conditional(var criteria)
            when resourceRef != null && hold(criteria, permission.resourceType(), resourceRef) -> Definite.ALLOW;
            case Conditional _ -> Definite.DENY;
        };
    }

    /** Says what will be decided in this request. */
    public void prepare(Caller caller, List<Permission> permissions) {
        policy.prepare(caller, permissions);
    }

    /** What the policy says of all resources: yes, no, or under which conditions. */
    public Decision decideAll(Caller caller, Permission permission) {
        return policy.decide(caller, permission, null);
    }

    private boolean hold(Criteria criteria, @Nullable String typeName, String resourceRef) {
        return types.stream()
                .filter(type -> type.name().equals(typeName))
                .flatMap(type -> type.find(resourceRef).stream())
                .anyMatch(criteria::hold);
    }
}
