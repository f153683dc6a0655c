package dev.buildrun;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision.Definite;
import dev.buildrun.access.http.PluginPermissionRoutes;
import dev.buildrun.catalog.http.CatalogAccess;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.database.Database;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Route;
import dev.buildrun.integration.GitHost;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.Actions;
import dev.buildrun.scaffolder.builtin.ActionSettings;
import dev.buildrun.scaffolder.builtin.BuiltInActions;
import dev.buildrun.scaffolder.builtin.fetch.Sources;
import dev.buildrun.scaffolder.builtin.publish.CommitDefaults;
import dev.buildrun.scaffolder.builtin.publish.PublishGit;
import dev.buildrun.scaffolder.expression.ScaffolderFilters;
import dev.buildrun.scaffolder.expression.TemplateEngine;
import dev.buildrun.scaffolder.http.Listening;
import dev.buildrun.scaffolder.http.PlanRoute;
import dev.buildrun.scaffolder.http.RollbackRoutes;
import dev.buildrun.scaffolder.http.ScaffolderPermissions;
import dev.buildrun.scaffolder.http.ScaffolderRoutes;
import dev.buildrun.scaffolder.http.TaskPermits;
import dev.buildrun.scaffolder.http.TemplateSource;
import dev.buildrun.scaffolder.plan.Plans;
import dev.buildrun.scaffolder.rollback.RollbackLoop;
import dev.buildrun.scaffolder.run.RunSettings;
import dev.buildrun.scaffolder.run.TaskRunner;
import dev.buildrun.scaffolder.task.DryRuns;
import dev.buildrun.scaffolder.task.TaskEvents;
import dev.buildrun.scaffolder.task.TaskLookup;
import dev.buildrun.scaffolder.task.TaskLoop;
import dev.buildrun.scaffolder.task.TaskRecovery;
import dev.buildrun.scaffolder.task.TaskRollbacks;
import dev.buildrun.scaffolder.task.TaskWorker;
import dev.buildrun.scaffolder.task.Tasks;
import dev.buildrun.scaffolder.task.Vault;
import dev.buildrun.scaffolder.wait.ApprovalWait;
import dev.buildrun.scaffolder.wait.WebhookWait;
import dev.buildrun.scaffolder.workspace.Workspace;
import dev.buildrun.work.ClaimLoop;
import dev.buildrun.work.Pace;
import dev.buildrun.work.WakeUp;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * The scaffolder: actions, runner, tasks and their routes.
 *
 * @param events closed before the edge, so that whoever follows a task sees its stream end and not its connection break
 * @param wake what the loop that claims tasks waits for
 * @param beyond what Backstage's scaffolder does not have
 */
record ScaffolderParts(List<Mount> mounts, TaskEvents events, WakeUp wake, List<Route> beyond) {
    private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "::", "[::]", "");
    /** A run begins with a token that holds for so long at least. */
    private static final Duration LEAST_TOKEN_TIME = Duration.ofMinutes(5);

    private static final Pace EVERY_SECOND =
            new Pace(Duration.ofSeconds(1), Duration.ofMillis(200), Duration.ofSeconds(5));

    /** What the scaffolder uses of the other parts. */
    record Surroundings(
            SourceHosts sources,
            GitHost gitHost,
            dev.buildrun.scaffolder.builtin.catalog.CatalogAccess catalog,
            CatalogUsers users,
            AccessParts access,
            TaskNotices notices,
            List<Action<?, ?>> moreActions)
            implements TemplateSource {

        /** A template is there for those alone who may read it in the catalog. */
        @Override
        public Optional<ObjectNode> template(EntityRef ref, Caller caller) {
            return read(ref.toString(), caller);
        }

        @Override
        public Set<String> hiddenFrom(Caller caller) {
            return users.hidden("template", access.policy().decide(caller, CatalogAccess.ENTITY_READ, null));
        }

        Optional<ObjectNode> read(String ref, Caller caller) {
            return access.decisions().decide(caller, CatalogAccess.ENTITY_READ, ref) == Definite.ALLOW
                    ? users.entity(ref)
                    : Optional.empty();
        }
    }

    static ScaffolderParts start(
            ServiceConfig config,
            Database database,
            Surroundings surroundings,
            Folders folders,
            Clock clock,
            Closing closing) {
        var sources = surroundings.sources();
        var filters = ScaffolderFilters.extensions(sources.integrations());
        var publishGit = new PublishGit(surroundings.gitHost(), sources.git(), commitDefaults(config, clock));
        var all = new ArrayList<Action<?, ?>>(BuiltInActions.all(
                new Sources(
                        sources.readers(),
                        sources.integrations(),
                        config.readLimits(),
                        config.whole().bool("scaffolder.requireScmUserCredentials", false)),
                new TemplateEngine(filters),
                publishGit,
                surroundings.catalog(),
                sources.integrations(),
                actionSettings(config)));
        all.addAll(List.of(new ApprovalWait(), new WebhookWait()));
        all.addAll(RemoteWorkers.start(config.whole(), clock, closing));
        all.addAll(surroundings.moreActions());
        var actions = new Actions(all);
        var access = surroundings.access();
        var settings = settings(config);
        var permits = new TaskPermits(access.policy(), access.authenticator()::acting);
        var runner = new TaskRunner(actions, filters, settings, permits);

        var work = WorkingDirectory.of(config.whole(), folders);
        var wake = new WakeUp();
        var events = new TaskEvents(database, clock, surroundings.notices()::ended);
        var vault = new Vault(
                config.seal(folders.secretsKey()),
                config.baseUrl(),
                (user, token) -> access.authenticator().current(user, token, LEAST_TOKEN_TIME));
        var recovery = new TaskRecovery(database, events, config.tasks(), clock, wake);
        var worker = new TaskWorker(database, events, recovery, vault, runner, work.workspaces(), clock);
        var loop = closing.add(new TaskLoop(database, worker, recovery, config.tasks(), clock, wake));
        closing.add(ClaimLoop.start("tasks", loop::claim, wake, Pace.USUAL));
        closing.add(ClaimLoop.start("task-heartbeats", loop::beat, new WakeUp(), EVERY_SECOND));
        closing.add(ClaimLoop.start("task-recovery", recovery::recover, new WakeUp(), EVERY_SECOND));
        closing.add(ClaimLoop.start(
                "task-events",
                () -> {
                    events.lookAround();
                    return 0;
                },
                new WakeUp(),
                EVERY_SECOND));

        var tasks = new Tasks(database, events, vault.cipher(), clock, wake);
        var catalog = new ScaffolderRoutes.Catalog(surroundings, surroundings::read);
        var routes = new ScaffolderRoutes(
                tasks, events, new DryRuns(runner, work.dryRuns()), actions, catalog, access.policy(), Listening.USUAL);
        var permissions = new PluginPermissionRoutes(
                ScaffolderPermissions.ALL, ScaffolderPermissions.resources(new TaskLookup(database)::find));
        var waits = new WaitParts(database, events, vault, clock)
                .start(surroundings.users(), access.policy(), routes::mayRead, surroundings.notices()::wanted, closing);
        var rollbacks = rollbacks(config, database, events, actions, clock, closing);
        var beyond = new ArrayList<>(new RollbackRoutes(tasks, rollbacks, surroundings, access.policy()).routes());
        var plans = new Plans(actions, planning -> new TaskRunner(planning, filters, settings, permits), work.plans());
        beyond.add(new PlanRoute(plans, catalog, access.policy()).route());
        return new ScaffolderParts(
                List.of(routes.mount(), permissions.mount("scaffolder"), waits), events, wake, beyond);
    }

    private static TaskRollbacks rollbacks(
            ServiceConfig config, Database database, TaskEvents events, Actions actions, Clock clock, Closing closing) {
        var wake = new WakeUp();
        var rollbacks = new TaskRollbacks(database, events, clock, wake);
        var loop = closing.add(new RollbackLoop(rollbacks, actions, config.tasks(), wake));
        closing.add(ClaimLoop.start("task-rollbacks", loop::claim, wake, EVERY_SECOND));
        closing.add(ClaimLoop.start("task-rollback-heartbeats", loop::beat, new WakeUp(), EVERY_SECOND));
        return rollbacks;
    }

    private static CommitDefaults commitDefaults(ServiceConfig config, Clock clock) {
        var usual = CommitDefaults.usual(clock);
        var whole = config.whole();
        return new CommitDefaults(
                whole.optionalString("scaffolder.defaultAuthor.name").orElse(usual.name()),
                whole.optionalString("scaffolder.defaultAuthor.email").orElse(usual.email()),
                whole.optionalString("scaffolder.defaultCommitMessage").orElse(usual.message()),
                clock);
    }

    private static ActionSettings actionSettings(ServiceConfig config) {
        return new ActionSettings(
                ownUrl(config),
                config.whole().strings("scaffolder.http.allowedMethods"),
                config.whole().duration("buildrun.scaffolder.maxSleep", ActionSettings.USUAL_LONGEST_SLEEP));
    }

    /** Where this process listens itself, whatever stands before it; the public address only where no port is fixed. */
    private static URI ownUrl(ServiceConfig config) {
        var http = config.http();
        var host = ANY_ADDRESS.contains(http.host()) ? "127.0.0.1" : http.host();
        var authority = (host.contains(":") ? "[" + host + "]" : host) + ":" + http.port();
        return http.port() == 0 ? config.baseUrl() : URI.create("http://" + authority);
    }

    private static RunSettings settings(ServiceConfig config) {
        return new RunSettings(
                config.whole().at("scaffolder.defaultEnvironment.parameters").texts(),
                config.whole().at("scaffolder.defaultEnvironment.secrets").texts(),
                config.whole().bool("buildrun.scaffolder.refuseUnknownInput", false),
                workspaceLimits(config));
    }

    private static Workspace.Limits workspaceLimits(ServiceConfig config) {
        var usual = Workspace.Limits.USUAL;
        var workspace = config.whole().at("buildrun.scaffolder.workspace");
        return new Workspace.Limits(
                workspace.integer("maxBytes", (int) usual.maxBytes()),
                workspace.integer("maxEntries", usual.maxEntries()),
                workspace.integer("maxBytesInMemory", usual.maxBytesInMemory()));
    }
}
