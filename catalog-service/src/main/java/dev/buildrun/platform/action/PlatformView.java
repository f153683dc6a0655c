package dev.buildrun.platform.action;

import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.database.Database;
import dev.buildrun.database.Tx;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.platform.binding.BindingPlanner;
import dev.buildrun.platform.binding.Bindings;
import dev.buildrun.platform.cluster.Clusters;
import dev.buildrun.platform.model.PlatformModel;
import dev.buildrun.platform.workspace.TeamBudget;
import dev.buildrun.platform.workspace.WorkspaceConfig;
import dev.buildrun.platform.workspace.WorkspacePlan;
import dev.buildrun.platform.workspace.WorkspacePlanner;
import dev.buildrun.platform.workspace.WorkspaceStore;
import dev.buildrun.platform.workspace.Workspaces;
import dev.buildrun.scaffolder.workspace.Workspace;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the actions use of the platform.
 *
 * @param terms what holds on the platform now
 */
public record PlatformView(
        Catalog catalog,
        Supplier<WorkspacePlanner.Terms> terms,
        WorkspaceConfig config,
        Database database,
        Clusters clusters,
        Workspaces workspaces,
        Bindings bindings) {

    /** The catalog as a task sees it. */
    public interface Catalog {
        /** At least as new as what anybody has written before. */
        Snapshot newest();

        /** Waits a while for an entity, which may just have been registered and not be processed yet. */
        void await(String ref) throws InterruptedException;
    }

    /** Plans on a catalog of one's own, with the names that are reserved now. */
    <T> T planning(PlatformModel model, Function<WorkspacePlanner, T> question) {
        return database.inTransaction(tx -> question.apply(planner(tx, model)));
    }

    private WorkspacePlanner planner(Tx tx, PlatformModel model) {
        return new WorkspacePlanner(model, terms.get(), config, new WorkspaceStore().names(tx));
    }

    /**
     * Says no to workspaces that there are not yet and that their team has no room for.
     *
     * @throws ServiceException of kind CONFLICT
     */
    void requireRoom(PlatformModel model, List<WorkspacePlan> plans) {
        database.transact(tx -> {
            var planner = planner(tx, model);
            plans.forEach(plan -> TeamBudget.requireRoom(tx, planner, plan));
        });
    }

    BindingPlanner bindingPlanner(PlatformModel model) {
        return new BindingPlanner(model, terms.get().platformTeams());
    }

    PlatformModel model() {
        return new PlatformModel(catalog.newest());
    }

    /** The catalog with what the files of a plan would bring; empty where neither has the component. */
    Optional<PlatformModel> foreseen(String component, Workspace files) {
        var now = catalog.newest();
        var then = now.byRef(component).isPresent() ? now : PlannedEntities.in(now, files);
        return then.byRef(component).map(_ -> new PlatformModel(then));
    }

    /** The component that a step names, once the catalog has it, or has had time to get it. */
    String awaited(String text) throws InterruptedException {
        var ref = component(text);
        catalog.await(ref);
        return ref;
    }

    /** A component as somebody wrote it, in full. */
    static String component(String text) {
        return EntityRef.parse(text, "component", EntityRef.DEFAULT_NAMESPACE).toString();
    }
}
