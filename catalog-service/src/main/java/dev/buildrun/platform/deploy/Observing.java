package dev.buildrun.platform.deploy;

import dev.buildrun.access.Ownership;
import dev.buildrun.audit.AuditStore;
import dev.buildrun.database.Database;
import dev.buildrun.database.Tx;
import dev.buildrun.platform.deploy.Deployment.Action;
import dev.buildrun.platform.deploy.Deployment.Beginning;
import dev.buildrun.platform.deploy.Deployment.Place;
import dev.buildrun.platform.deploy.Deployment.Status;
import dev.buildrun.platform.dora.Delivery.Starter;
import dev.buildrun.platform.team.TeamRights;
import dev.buildrun.platform.team.Teams;
import dev.buildrun.platform.workload.Annotations;
import dev.buildrun.platform.workload.Environments;
import dev.buildrun.platform.workload.Target;
import dev.buildrun.work.WakeUp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Decides whether a workload that was seen has been deployed by somebody else, and records it. */
public final class Observing {
    private static final String REVISION = "deployment.kubernetes.io/revision";

    private final Parts parts;
    private final DeploymentStore store = new DeploymentStore();
    private final AuditStore audit = new AuditStore();

    /**
     * What it works with.
     *
     * @param ownership what groups somebody acts for
     * @param wake signalled when there is a rollout to follow
     */
    public record Parts(
            Database database,
            Teams teams,
            TeamRights rights,
            Ownership ownership,
            Environments environments,
            DeployConfig config,
            WakeUp wake,
            Clock clock) {}

    public Observing(Parts parts) {
        this.parts = parts;
    }

    /** @return whether a new deployment was recorded */
    public boolean saw(String cluster, JsonNode workload) {
        var found = target(cluster, workload);
        var revision =
                workload.path("metadata").path("annotations").path(REVISION).asString("");
        if (found.isEmpty() || revision.isEmpty()) {
            return false;
        }
        var isNew = parts.database().inTransaction(tx -> record(tx, cluster, found.get(), workload, revision));
        if (isNew) {
            parts.wake().signal();
        }
        return isNew;
    }

    /** Where it runs, and whose it is by that. */
    private Optional<Target> target(String cluster, JsonNode workload) {
        var namespace = workload.path("metadata").path("namespace").asString("");
        var name = workload.path("metadata")
                .path("labels")
                .path(Environments.COMPONENT_LABEL)
                .asString("");
        return parts.teams().componentsNamed(name).stream()
                .flatMap(component -> parts.environments().targets(component).stream())
                .filter(target -> target.namespace().equals(namespace)
                        && target.cluster().name().equals(cluster))
                .findFirst();
    }

    private boolean record(Tx tx, String cluster, Target found, JsonNode workload, String revision) {
        var metadata = workload.path("metadata");
        var container = container(workload);
        var image = RolloutLoop.image(workload, container);
        var place = new Place(
                cluster,
                metadata.path("namespace").asString(""),
                "Deployment",
                metadata.path("name").asString(""),
                container);
        var last = store.newest(tx, place);
        if (image.isEmpty()
                || last.map(Deployment::image).filter(image::equals).isPresent()
                || last.filter(one -> isBefore(one, metadata, image)).isPresent()
                || isOurs(tx, metadata, image)) {
            return false;
        }
        var now = parts.clock().instant();
        var one = new Deployment(
                UUID.randomUUID(),
                found.component(),
                parts.teams().owner(found.component()).orElse(null),
                found.environment(),
                found.isProduction(),
                place,
                Action.DEPLOY,
                image,
                last.map(Deployment::image).orElse(null),
                null,
                null,
                null,
                null,
                beginning(found.component(), workload, String.valueOf(container)),
                Status.ROLLING,
                null,
                metadata.path("generation").asLong(0),
                now,
                now,
                now.plus(parts.config().rolloutWithin()),
                null,
                cluster + "/" + metadata.path("uid").asString("") + "/" + revision + "/" + image,
                1);
        store.giveWay(tx, place, Status.SUPERSEDED, "The image was changed to " + image + " before it was done");
        var isNew = store.insert(tx, one, Duration.ZERO);
        if (isNew) {
            var what = Applying.what(one);
            audit.writeNow(tx, one.beginning().startedBy(), "deployment.observe", what, List.of(one.component()));
        }
        return isNew;
    }

    /** Sights come late: what was there before a deployment is no news when that has been asked for meanwhile. */
    private static boolean isBefore(Deployment one, JsonNode metadata, String image) {
        return one.generation() == null
                ? one.status() == Status.PENDING && image.equals(one.imageBefore())
                : metadata.path("generation").asLong(0) < one.generation();
    }

    /** Whether it is what was asked for here, which is under way or was before somebody else's. */
    private boolean isOurs(Tx tx, JsonNode metadata, String image) {
        try {
            var id = UUID.fromString(
                    metadata.path("annotations").path(Annotations.DEPLOYMENT).asString(""));
            return store.find(tx, id).filter(one -> image.equals(one.image())).isPresent();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** The one that is called as the workload, or else the first. */
    private static @Nullable String container(JsonNode workload) {
        var name = workload.path("metadata").path("name").asString("");
        var names = workload.path("spec")
                .path("template")
                .path("spec")
                .path("containers")
                .valueStream()
                .map(each -> each.path("name").asString(""))
                .toList();
        return names.contains(name) || names.isEmpty() ? name : names.getFirst();
    }

    private Beginning beginning(String component, JsonNode workload, String container) {
        var annotations = workload.path("metadata").path("annotations");
        var said = annotations.path(Annotations.STARTED_BY).asString("").strip();
        var manager = FieldOwners.of(workload, FieldOwners.imagePath(container)).stream()
                .map(FieldOwners.Owner::manager)
                .findFirst()
                .orElse("");
        var startedBy = said.isEmpty() ? manager : said;
        return new Beginning(
                startedBy.isEmpty() ? null : startedBy,
                starter(component, startedBy),
                annotations.path(Annotations.CHANGE_CAUSE).asString("").isEmpty()
                        ? null
                        : annotations.path(Annotations.CHANGE_CAUSE).asString(""),
                annotations.path(Annotations.COMMIT).isString()
                        ? annotations.path(Annotations.COMMIT).asString()
                        : null,
                moment(annotations.path(Annotations.COMMIT_AT).asString("")));
    }

    /** With kubectl anybody may have done it, and Kubernetes does not tell us who. */
    private Starter starter(String component, String startedBy) {
        var owner = parts.teams().owner(component);
        if (startedBy.startsWith("user:")) {
            var isMember =
                    owner.filter(parts.ownership().refsOf(startedBy)::contains).isPresent();
            return isMember ? Starter.MEMBER : Starter.OTHER;
        }
        if (parts.config().gitops().contains(startedBy) || parts.rights().isPipeline(owner, startedBy)) {
            return Starter.PIPELINE;
        }
        return startedBy.startsWith("external:") ? Starter.OTHER : Starter.UNKNOWN;
    }

    private static @Nullable Instant moment(String text) {
        try {
            return text.isEmpty() ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException _) {
            return null;
        }
    }
}
