package dev.buildrun.platform.deploy;

import dev.buildrun.access.Caller;
import dev.buildrun.audit.AuditEntry;
import dev.buildrun.audit.AuditStore;
import dev.buildrun.database.Database;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.platform.contract.EnvironmentTerms;
import dev.buildrun.platform.deploy.Deployment.Action;
import dev.buildrun.platform.deploy.Deployment.Beginning;
import dev.buildrun.platform.deploy.Deployment.Place;
import dev.buildrun.platform.deploy.Deployment.Status;
import dev.buildrun.platform.dora.Delivery.Starter;
import dev.buildrun.platform.team.TeamRights;
import dev.buildrun.platform.team.TeamRights.Role;
import dev.buildrun.platform.team.Teams;
import dev.buildrun.platform.workload.Environments;
import dev.buildrun.platform.workload.Rollout;
import dev.buildrun.platform.workload.Target;
import dev.buildrun.work.WakeUp;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What owners do with what runs. Each returns as soon as the cluster has taken it; how it ends is for {@link RolloutLoop}. */
public final class Deployments {
    /** As long as the cluster may take to answer twice; then others may find that this process has died. */
    private static final Duration LEASE = Duration.ofSeconds(60);

    private final Parts parts;
    private final DeploymentStore store = new DeploymentStore();
    private final AuditStore audit = new AuditStore();
    private final Applying applying;
    private final Checks checks;

    /**
     * What it works with.
     *
     * @param wake signalled when there is a rollout to follow
     */
    public record Parts(
            Database database,
            Teams teams,
            TeamRights rights,
            Environments environments,
            ConformanceGate gate,
            DeployConfig config,
            WakeUp wake,
            Clock clock) {}

    public Deployments(Parts parts) {
        this.parts = parts;
        this.applying = new Applying(parts.database(), parts.environments(), parts.config(), parts.clock());
        this.checks = new Checks(parts.database(), parts.environments(), parts.gate());
    }

    Deployment deploy(Caller caller, String component, String environment, Order order) {
        if (order.image() == null) {
            throw ServiceException.input("image: expected one that is pinned by its digest, found nothing");
        }
        var by = require(caller, component, environment, Action.DEPLOY);
        var target = parts.environments().require(component, environment);
        var image = ImageReference.require(
                order.image(), target.contract().workload().images());
        checks.mayCome(target, image);
        gate(by, target, Action.DEPLOY);
        var choice = Choice.of(target, order.named());
        return begin(by, target, choice, new Intent(Action.DEPLOY, image, null, null, null), order);
    }

    Deployment promote(Caller caller, String component, String environment, Order order) {
        parts.rights().requireFound(caller, component);
        var from = parts.environments().require(component, environment);
        var to = checks.next(from, order.to());
        var by = require(caller, component, to.name(), Action.PROMOTE);
        var target = parts.environments().require(component, to.name());
        var source = Choice.of(from, order.named());
        var rollout = source.seen().rollout(source.workload());
        if (!(rollout instanceof Rollout.Complete)) {
            throw ServiceException.conflict(
                    "Expected in " + environment + " a complete rollout to promote, found one that is "
                            + rollout.state() + ": " + rollout.message());
        }
        var image = ImageReference.require(
                source.image(), target.contract().workload().images());
        gate(by, target, Action.PROMOTE);
        var choice = Choice.of(target, order.named());
        return begin(by, target, choice, new Intent(Action.PROMOTE, image, null, environment, null), order);
    }

    Deployment rollback(Caller caller, String component, String environment, Order order) {
        var by = require(caller, component, environment, Action.ROLLBACK);
        var target = parts.environments().require(component, environment);
        var choice = Choice.of(target, order.named());
        var place = choice.place(target);
        var image = order.image() == null
                ? before(choice, place)
                : ImageReference.require(
                        order.image(), target.contract().workload().images());
        var current = parts.database().inTransaction(tx -> store.newest(tx, place));
        var takesBack = current.filter(each -> choice.image().equals(each.image()))
                .map(Deployment::id)
                .orElse(null);
        return begin(by, target, choice, new Intent(Action.ROLLBACK, image, null, null, takesBack), order);
    }

    /** The last image that is known to be good, or else that of the revision before. */
    private String before(Choice choice, Place place) {
        var current = choice.image();
        return parts.database()
                .inTransaction(tx -> store.lastGood(tx, place, current))
                .map(Deployment::image)
                .or(() -> choice.seen().earlierRevisions(choice.workload()).stream()
                        .map(revision -> RolloutLoop.image(revision, choice.container()))
                        .filter(image -> !image.isEmpty() && !image.equals(current))
                        .findFirst())
                .or(() -> replaced(place, current))
                .orElseThrow(() -> ServiceException.conflict("Nothing to roll back to: " + place
                        + " has run nothing but " + current + " as far as is known"));
    }

    /** What the newest deployment found, for a cluster that keeps no revisions. */
    private Optional<String> replaced(Place place, String current) {
        return parts.database()
                .inTransaction(tx -> store.newest(tx, place))
                .map(Deployment::imageBefore)
                .filter(image -> !image.equals(current));
    }

    Deployment restart(Caller caller, String component, String environment, Order order) {
        var by = require(caller, component, environment, Action.RESTART);
        var target = parts.environments().require(component, environment);
        var choice = Choice.of(target, order.named());
        return begin(by, target, choice, new Intent(Action.RESTART, null, null, null, null), order);
    }

    Deployment scale(Caller caller, String component, String environment, Order order) {
        if (order.replicas() == null) {
            throw ServiceException.input("replicas: expected a whole number, found nothing");
        }
        var by = require(caller, component, environment, Action.SCALE);
        var target = parts.environments().require(component, environment);
        var choice = Choice.of(target, order.named());
        checks.mayScale(target, choice, order.replicas());
        return begin(by, target, choice, new Intent(Action.SCALE, null, order.replicas(), null, null), order);
    }

    /** Somebody who may. */
    private record By(Caller caller, Role role) {}

    private By require(Caller caller, String component, String environment, Action action) {
        parts.rights().requireFound(caller, component);
        try {
            var terms = parts.environments().contract(component).environment(environment);
            var isForPlatform = terms.map(EnvironmentTerms::deploy)
                    .filter(EnvironmentTerms.Deployers.PLATFORM_TEAM::equals)
                    .isPresent();
            return new By(
                    caller,
                    isForPlatform
                            ? parts.rights().requirePlatform(caller, component, environment)
                            : parts.rights().requireWrite(caller, component, environment, verb(action)));
        } catch (ServiceException exception) {
            refused(caller, component, environment, action, exception.getMessage());
            throw exception;
        }
    }

    private static String verb(Action action) {
        return switch (action) {
            case ROLLBACK -> "roll back";
            case DEPLOY, PROMOTE, RESTART, SCALE -> action.name().toLowerCase(Locale.ROOT);
        };
    }

    private void refused(Caller caller, String component, String environment, Action action, String why) {
        var entry = new AuditEntry(
                parts.clock().instant(),
                caller.actor(),
                Applying.action(action),
                component + " in " + environment,
                AuditEntry.Outcome.REFUSED,
                why);
        parts.database().transact(tx -> audit.write(tx, entry));
    }

    private void gate(By by, Target target, Action action) {
        try {
            checks.gate(target);
        } catch (ServiceException exception) {
            refused(by.caller(), target.component(), target.environment(), action, exception.getMessage());
            throw exception;
        }
    }

    /** What is to happen. */
    private record Intent(
            Action action,
            @Nullable String image,
            @Nullable Integer replicas,
            @Nullable String from,
            @Nullable UUID takesBack) {}

    private Deployment begin(By by, Target target, Choice choice, Intent intent, Order order) {
        var place = choice.place(target);
        var isOfImage = intent.image() != null;
        if (isOfImage && choice.image().equals(intent.image())) {
            throw ServiceException.conflict(place + " has the image " + intent.image() + " already");
        }
        var one = new Deployment(
                UUID.randomUUID(),
                target.component(),
                parts.teams().owner(target.component()).orElse(null),
                target.environment(),
                target.isProduction(),
                place,
                intent.action(),
                intent.image(),
                isOfImage ? choice.image() : null,
                intent.replicas(),
                intent.replicas() == null
                        ? null
                        : choice.workload().path("spec").path("replicas").asInt(1),
                intent.from(),
                intent.takesBack(),
                new Beginning(
                        by.caller().actor(), starter(by.role()), order.reason(), order.commitId(), order.commitAt()),
                Status.PENDING,
                null,
                null,
                parts.clock().instant(),
                null,
                null,
                null,
                null,
                1);
        parts.database().transact(tx -> {
            if (isOfImage) {
                var isRollback = intent.action() == Action.ROLLBACK;
                store.giveWay(
                        tx,
                        place,
                        isRollback ? Status.FAILED : Status.SUPERSEDED,
                        isRollback ? "Rolled back before it was done" : "Another deployment took its place");
            }
            store.insert(tx, one, LEASE);
        });
        return apply(one);
    }

    private static Starter starter(Role role) {
        return switch (role) {
            case MEMBER -> Starter.MEMBER;
            case PIPELINE -> Starter.PIPELINE;
            case PLATFORM, NONE -> Starter.OTHER;
        };
    }

    /** Where the cluster does not answer, it is tried again by the loop; the caller is told that it is pending. */
    private Deployment apply(Deployment one) {
        try {
            if (applying.run(one) instanceof Applying.Outcome.Refused(var why)) {
                throw ServiceException.of(ErrorKind.CONFLICT, why);
            }
        } catch (ServiceException exception) {
            if (exception.kind() != ErrorKind.SERVICE_UNAVAILABLE) {
                throw exception;
            }
            parts.database().inTransaction(tx -> store.later(tx, one, exception.getMessage(), Duration.ofSeconds(1)));
        }
        parts.wake().signal();
        return get(one.id()).orElseThrow();
    }

    Optional<Deployment> get(UUID id) {
        return parts.database().inTransaction(tx -> store.find(tx, id));
    }
}
