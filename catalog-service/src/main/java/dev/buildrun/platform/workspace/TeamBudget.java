package dev.buildrun.platform.workspace;

import dev.buildrun.database.Tx;
import dev.buildrun.error.ServiceException;

/**
 * What the workspaces of one team may have together in an environment. A ResourceQuota knows its own namespace only, so this is looked at
 * before there is one more: when it is planned, when it is made, and when a team takes a service over.
 */
public final class TeamBudget {
    private static final WorkspaceStore STORE = new WorkspaceStore();

    private TeamBudget() {}

    /**
     * Lets pass what there is already and what there is room for. Until the transaction ends nobody else makes one for this team there.
     *
     * @throws ServiceException of kind CONFLICT where its team would have more than its budget
     */
    public static void requireRoom(Tx tx, WorkspacePlanner planner, WorkspacePlan plan) {
        if (hasOne(plan)) {
            STORE.lockTeam(
                    tx, plan.workspace().owner().toString(), plan.workspace().environment());
            if (STORE.find(tx, plan.key()).isEmpty()) {
                require(tx, planner, plan, plan.workspace().owner().toString());
            }
        }
    }

    /** The same for a team that takes over what there is. */
    static void requireRoom(Tx tx, WorkspacePlanner planner, WorkspacePlan plan, String team) {
        var moves = plan.key().subjectRef().startsWith("component:");
        if (hasOne(plan) && moves && STORE.find(tx, plan.key()).isPresent()) {
            require(tx, planner, plan, team);
        }
    }

    private static boolean hasOne(WorkspacePlan plan) {
        return !plan.terms().teamBudget().isEmpty();
    }

    private static void require(Tx tx, WorkspacePlanner planner, WorkspacePlan plan, String team) {
        var environment = plan.workspace().environment();
        var others = STORE.reservedIn(tx, environment).stream()
                .filter(key -> !key.equals(plan.key()))
                .filter(key -> planner.isOf(team, key))
                .map(planner::quota)
                .toList();
        var problems = plan.terms().overBudget(others);
        if (!problems.isEmpty()) {
            throw ServiceException.conflict(
                    plan.workspace().subject() + " in " + environment + ": the budget of " + team
                            + " leaves too little beside " + others.size() + " other workspace"
                            + (others.size() == 1 ? ": " : "s: ") + String.join("; ", problems)
                            + ". Take back one that nobody needs, or ask the platform team for more in contract "
                            + plan.contract().version());
        }
    }
}
