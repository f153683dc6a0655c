package dev.buildrun.platform.deploy;

import dev.buildrun.database.Database;
import dev.buildrun.error.ServiceException;
import dev.buildrun.platform.contract.EnvironmentTerms;
import dev.buildrun.platform.workload.Environments;
import dev.buildrun.platform.workload.Observation;
import dev.buildrun.platform.workload.Rollout;
import dev.buildrun.platform.workload.Target;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the contract and the cluster demand of a change before it is made. Each throws a ServiceException that says what is missing. */
final class Checks {
    private final Database database;
    private final DeploymentStore store = new DeploymentStore();
    private final Environments environments;
    private final ConformanceGate gate;

    Checks(Database database, Environments environments, ConformanceGate gate) {
        this.database = database;
        this.environments = environments;
        this.gate = gate;
    }

    /** An image comes to an environment by way of the one before it. */
    void mayCome(Target target, String image) {
        var from = target.contract().promotedFrom(target.environment());
        if (from.isEmpty() || hasRun(target.component(), from.get(), image)) {
            return;
        }
        throw ServiceException.conflict(
                "Expected an image that has run in " + from.get().name() + " before it comes to " + target.environment()
                        + ", as the contract has it; deploy it there first, then promote it");
    }

    private boolean hasRun(String component, EnvironmentTerms from, String image) {
        return database.inTransaction(tx -> store.hasRun(tx, component, from.name(), image))
                || environments.targets(component).stream()
                        .filter(target -> target.environment().equals(from.name()))
                        .anyMatch(target -> runsNow(target, image));
    }

    private static boolean runsNow(Target target, String image) {
        var seen = Observation.of(target);
        return seen.workloads().stream()
                .filter(workload -> workload.path("spec")
                        .path("template")
                        .path("spec")
                        .path("containers")
                        .valueStream()
                        .anyMatch(container ->
                                container.path("image").asString("").equals(image)))
                .anyMatch(workload -> seen.rollout(workload) instanceof Rollout.Complete);
    }

    /** The environment that comes after one. */
    EnvironmentTerms next(Target from, @Nullable String wanted) {
        var contract = from.contract();
        var following = contract.environments().stream()
                .filter(each -> contract.promotedFrom(each.name())
                        .filter(before -> before.name().equals(from.environment()))
                        .isPresent())
                .toList();
        return following.stream()
                .filter(each -> wanted == null || each.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> ServiceException.input("to: expected one of "
                        + following.stream().map(EnvironmentTerms::name).toList() + ", which "
                        + from.environment() + " is promoted to, found " + (wanted == null ? "none" : wanted)));
    }

    /** Where the contract asks for it, no rule may be broken. */
    void gate(Target target) {
        if (target.terms().promotion().gate() != EnvironmentTerms.Gate.CONFORMANCE) {
            return;
        }
        var open = gate.open(target.component(), target.environment());
        if (!open.isEmpty()) {
            throw ServiceException.conflict(target.component() + " does not meet the contract for "
                    + target.environment() + ": "
                    + open.stream()
                            .map(finding -> finding.rule() + " " + finding.message())
                            .collect(Collectors.joining("; "))
                    + ". Mend it, or ask for a waiver");
        }
    }

    /** Not below what the contract demands, not above what the quota has room for, and not against an autoscaler. */
    void mayScale(Target target, Choice choice, int replicas) {
        if (choice.kind().equals("DaemonSet")) {
            throw ServiceException.input("workload: a DaemonSet has a pod on each node and can't be scaled");
        }
        var least = target.terms().minReplicas();
        if (replicas < least) {
            throw ServiceException.input("replicas: expected at least " + least + " in " + target.environment()
                    + ", as the contract has it, found " + replicas);
        }
        autoscaler(target, choice);
        var more = replicas - choice.workload().path("spec").path("replicas").asInt(1);
        for (var quota : target.cluster().items(target.path("v1", "resourcequotas"))) {
            room(quota, more);
        }
    }

    private static void autoscaler(Target target, Choice choice) {
        var name = choice.workload().path("metadata").path("name").asString("");
        var scaler = target.cluster().items(target.path("autoscaling/v1", "horizontalpodautoscalers")).stream()
                .filter(each -> each.path("spec")
                        .path("scaleTargetRef")
                        .path("name")
                        .asString("")
                        .equals(name))
                .findFirst();
        if (scaler.isPresent()) {
            throw ServiceException.conflict("The number of replicas belongs to the HorizontalPodAutoscaler "
                    + scaler.get().path("metadata").path("name").asString("")
                    + ": change its bounds in the repository");
        }
    }

    private static void room(JsonNode quota, int more) {
        for (var resource : List.of("pods", "count/pods")) {
            var hard = quota.path("status").path("hard").path(resource).asString("");
            var used = quota.path("status").path("used").path(resource).asString("0");
            if (hard.matches("\\d{1,9}") && used.matches("\\d{1,9}")) {
                var left = Integer.parseInt(hard) - Integer.parseInt(used);
                if (more > left) {
                    throw ServiceException.conflict("replicas: the quota "
                            + quota.path("metadata").path("name").asString("") + " has room for " + left
                            + " more pods (" + used + " of " + hard + " are used), found " + more + " more");
                }
            }
        }
    }
}
