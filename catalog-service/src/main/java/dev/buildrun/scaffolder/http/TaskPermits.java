package dev.buildrun.scaffolder.http;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.scaffolder.action.Initiator;
import dev.buildrun.scaffolder.run.ActionPermits;
import java.util.List;
import java.util.function.Function;

/** Lets a run use the actions that the policy allows to whoever started it; what a service starts may use all, as in Backstage. */
public final class TaskPermits implements ActionPermits {
    private final PermissionPolicy policy;
    private final Function<String, List<String>> ownershipRefs;

    /** @param ownershipRefs on whose behalf a user acts */
    public TaskPermits(PermissionPolicy policy, Function<String, List<String>> ownershipRefs) {
        this.policy = policy;
        this.ownershipRefs = ownershipRefs;
    }

    @Override
    public Permit of(Initiator initiator) {
        var ref = initiator.userRef();
        if (ref == null) {
            return (_, _) -> true;
        }
        var caller = new Caller.User(ref, ownershipRefs.apply(ref));
        return switch (policy.decide(caller, ScaffolderAccess.ACTION_EXECUTE, null)) {
            case Decision.Definite definite -> (_, _) -> definite == Decision.Definite.ALLOW;
            case Decision.Conditional(var criteria) ->
                (actionId, input) -> ScaffolderRules.holdForAction(criteria, actionId, input);
        };
    }
}
