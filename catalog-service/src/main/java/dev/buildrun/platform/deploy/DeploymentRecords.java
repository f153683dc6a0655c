package dev.buildrun.platform.deploy;

import dev.buildrun.database.Database;
import dev.buildrun.platform.dora.Deliveries;
import dev.buildrun.platform.dora.Delivery;
import dev.buildrun.platform.dora.Delivery.Outcome;
import dev.buildrun.platform.dora.Delivery.Starter;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Deployments as those see them who count. */
public final class DeploymentRecords implements Deliveries {
    /** Of more than this many, the newest count; a year of a large organisation has fewer. */
    private static final int MOST = 200_000;

    private final Database database;
    private final DeploymentStore store = new DeploymentStore();

    public DeploymentRecords(Database database) {
        this.database = database;
    }

    @Override
    public List<Delivery> since(@Nullable String component, @Nullable String owner, Instant since) {
        var owners = owner == null ? null : List.of(owner);
        return database.inTransaction(tx -> store.since(tx, component, owners, since, MOST)).stream()
                .map(DeploymentRecords::delivery)
                .toList();
    }

    /**
     * A program that began deployments.
     *
     * @param name the subject of its token, or what the cluster says
     */
    public record Program(String name, Starter starter) {}

    /** The programs, and no people, that began one of the newest deployments of a component, each once; nobody where it is not known. */
    public Set<Program> programs(String component, int most) {
        var newest = database.inTransaction(tx -> store.since(tx, component, null, Instant.EPOCH, most));
        var programs = new LinkedHashSet<Program>();
        for (var deployment : newest.reversed()) {
            var by = deployment.beginning().startedBy();
            if (by != null && !by.startsWith("user:")) {
                programs.add(new Program(by, deployment.beginning().starter()));
            }
        }
        return programs;
    }

    /** The newest deployments of a component to production, the newest first, as rule BR-30 asks. */
    public List<Delivery> lastToProduction(String component, int most, Instant since) {
        return since(component, null, since).reversed().stream()
                .filter(Delivery::isProduction)
                .limit(most)
                .toList();
    }

    private static Delivery delivery(Deployment one) {
        return new Delivery(
                one.id().toString(),
                one.component(),
                one.owner(),
                one.environment(),
                one.isProduction(),
                one.image(),
                one.requestedAt(),
                one.finishedAt(),
                outcome(one.status()),
                one.beginning().starter(),
                one.action() == Deployment.Action.ROLLBACK,
                one.beginning().commitAt());
    }

    private static Outcome outcome(Deployment.Status status) {
        return switch (status) {
            case PENDING, ROLLING -> Outcome.UNDER_WAY;
            case SUCCEEDED -> Outcome.SUCCEEDED;
            case FAILED, REFUSED, SUPERSEDED -> Outcome.FAILED;
        };
    }
}
