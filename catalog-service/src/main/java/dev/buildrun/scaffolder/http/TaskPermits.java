package dev.buildrun.scaffolder.http;

import dev.buildrun.access.ActingUsers;
import dev.buildrun.access.Decision;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.scaffolder.action.Initiator;
import dev.buildrun.scaffolder.run.ActionPermits;

/** Lets a run use the actions that the policy allows to whoever started it; what a service starts may use all, as in Backstage. */
public final class TaskPermits implements ActionPermits {
    private final PermissionPolicy policy;
    private final ActingUsers users;

    /** @param users those who start tasks */
    public TaskPermits(PermissionPolicy policy, ActingUsers users) {
        this.policy = policy;
        this.users = users;
    }

    @Override
    public Permit of(Initiator initiator) {
        var ref = initiator.userRef();
        if (ref == null) {
            return (_, _) -> true;
        }
        var caller = users.of(ref, initiator.token());
        return switch (policy.decide(caller, ScaffolderAccess.ACTION_EXECUTE, null)) {
            case Decision.Definite definite -> (_, _) -> definite == Decision.Definite.ALLOW;
            case Decision.Conditional(var criteria) ->
                (actionId, input) -> ScaffolderRules.holdForAction(criteria, actionId, input);
        };
    }
}
