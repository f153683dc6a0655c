package dev.buildrun.platform.contract;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether a service that conforms to a contract conforms to a changed one without doing anything, and finds all that it relies on: the rule
 * for contracts that are {@linkplain Stage#isPromised promised}.
 */
public final class Compatibility {
    private static final List<String> USERS = List.of("any", "non-root");
    private static final List<String> ROOT_FILESYSTEMS = List.of("any", "read-only");
    private static final List<String> PINS = List.of("any", "tag", "digest");
    private static final List<String> LEVELS = List.of("privileged", "baseline", "restricted");

    private final Contract before;
    private final Contract after;
    private final Differences differences = new Differences();

    private Compatibility(Contract before, Contract after) {
        this.before = before;
        this.after = after;
    }

    /** What was taken away or made required, each with its path; empty where the change only adds what nobody has to do anything for. */
    public static List<String> problems(Contract before, Contract after) {
        var check = new Compatibility(before, after);
        check.runtime();
        check.workload();
        check.observability();
        check.bindings();
        check.network();
        check.environments();
        check.support();
        check.rules();
        return check.differences.found();
    }

    private void runtime() {
        var old = before.runtime();
        var now = after.runtime();
        if (minor(now.kubernetesMin(), 0) > minor(old.kubernetesMin(), 0)) {
            differences.same("runtime.kubernetes.min", old.kubernetesMin(), now.kubernetesMin());
        }
        if (minor(now.kubernetesMax(), Integer.MAX_VALUE) < minor(old.kubernetesMax(), Integer.MAX_VALUE)) {
            differences.same("runtime.kubernetes.max", old.kubernetesMax(), now.kubernetesMax());
        }
        differences.notStricter(
                "runtime.podSecurity.level",
                LEVELS,
                TermReader.text(old.podSecurity().level()),
                TermReader.text(now.podSecurity().level()));
        differences.noneRemoved("runtime.architectures", old.architectures(), now.architectures());
        differences.same("runtime.isolation", old.isolation(), now.isolation());
    }

    private static int minor(@Nullable String version, int absent) {
        return version == null ? absent : Integer.parseInt(version.substring(version.indexOf('.') + 1));
    }

    private void workload() {
        var old = before.workload();
        var now = after.workload();
        differences.noneAdded("workload.probes.required", old.requiredProbes(), now.requiredProbes());
        differences.noneAdded("workload.resources.required", old.requiredResources(), now.requiredResources());
        differences.noneAdded("workload.labels.required", old.requiredLabels(), now.requiredLabels());
        differences.notStricter("workload.user", USERS, old.user(), now.user());
        differences.notStricter(
                "workload.rootFilesystem", ROOT_FILESYSTEMS, old.rootFilesystem(), now.rootFilesystem());
        differences.notStricter(
                "workload.images.pinnedBy",
                PINS,
                old.images().pinnedBy(),
                now.images().pinnedBy());
        registries(old.images().registries(), now.images().registries());
        differences.same(
                "workload.shutdown.signal",
                old.shutdown().signal(),
                now.shutdown().signal());
        differences.notLess(
                "workload.shutdown.maxSeconds",
                old.shutdown().maxSeconds(),
                now.shutdown().maxSeconds());
    }

    /** None means any. */
    private void registries(List<String> old, List<String> now) {
        if (!now.isEmpty() && old.isEmpty()) {
            differences.add("workload.images.registries", "images may no longer come from anywhere");
        } else if (!now.isEmpty()) {
            differences.noneRemoved("workload.images.registries", old, now);
        }
    }

    private void observability() {
        var old = before.observability();
        var now = after.observability();
        differences.same("observability.metrics", old.metrics(), now.metrics());
        differences.same("observability.health", old.health(), now.health());
        differences.same("observability.logs.to", old.logs().to(), now.logs().to());
        differences.same(
                "observability.logs.format", old.logs().format(), now.logs().format());
        differences.noneAdded(
                "observability.logs.required", old.logs().required(), now.logs().required());
        if (now.logs().oneEventPerLine() && !old.logs().oneEventPerLine()) {
            differences.add("observability.logs.oneEventPerLine", "was made required");
        }
        if (now.traceHeader() != null) {
            differences.same("observability.trace.header", old.traceHeader(), now.traceHeader());
        }
    }

    private void bindings() {
        differences.noneRemoved(
                "bindings", before.bindings().keySet(), after.bindings().keySet());
        before.bindings().forEach((name, old) -> {
            var now = after.bindings().get(name);
            if (now != null) {
                var path = "bindings." + name;
                differences.same(path + ".type", old.type(), now.type());
                differences.noneRemoved(path + ".required", old.required(), now.required());
                differences.noneRemoved(path + ".plans", old.plans(), now.plans());
                old.optional().stream()
                        .filter(key ->
                                !now.optional().contains(key) && !now.required().contains(key))
                        .forEach(key -> differences.add(path + ".optional", key + " was taken away"));
            }
        });
    }

    private void network() {
        var old = before.network();
        var now = after.network();
        if (old.ingressFrom() != null) {
            differences.same("network.ingressFrom.namespace", old.ingressFrom(), now.ingressFrom());
        }
        if (old.metricsFrom() != null) {
            differences.same("network.metricsFrom.namespace", old.metricsFrom(), now.metricsFrom());
        }
        differences.noneRemoved("network.egress", texts(old.egress()), texts(now.egress()));
        differences.notLess("network.loadBalancers", old.loadBalancers(), now.loadBalancers());
    }

    private static List<String> texts(List<? extends Enum<?>> constants) {
        return constants.stream().map(TermReader::text).toList();
    }

    private void environments() {
        differences.noneRemoved("environments", names(before), names(after));
        for (var old : before.environments()) {
            after.environment(old.name()).ifPresent(now -> environment(old, now));
        }
    }

    private static List<String> names(Contract contract) {
        return contract.environments().stream().map(EnvironmentTerms::name).toList();
    }

    private void environment(EnvironmentTerms old, EnvironmentTerms now) {
        var path = "environments." + old.name();
        differences.same(path + ".deploy", old.deploy(), now.deploy());
        differences.notMore(path + ".replicas.min", old.minReplicas(), now.minReplicas());
        differences.limitsNotLower(path + ".quota", old.quota(), now.quota());
        differences.limitsNotLower(path + ".teamBudget", old.teamBudget(), now.teamBudget());
        differences.limitsNotLower(
                path + ".limits.max", old.limits().max(), now.limits().max());
        differences.same(
                path + ".promotion.from",
                before.promotedFrom(old.name()).map(EnvironmentTerms::name).orElse(null),
                after.promotedFrom(old.name()).map(EnvironmentTerms::name).orElse(null));
        if (now.promotion().gate() == EnvironmentTerms.Gate.CONFORMANCE
                && old.promotion().gate() == EnvironmentTerms.Gate.NONE) {
            differences.add(path + ".promotion.gate", "conformance was made required");
        }
        if (old.exec() && !now.exec()) {
            differences.add(path + ".exec", "was taken away");
        }
    }

    private void support() {
        differences.noneAdded(
                "support.required", before.support().required(), after.support().required());
    }

    private void rules() {
        Map<String, RuleTerms> known = before.rules().stream().collect(Collectors.toMap(RuleTerms::id, rule -> rule));
        for (var rule : after.rules()) {
            if (rule.severity() == RuleTerms.Severity.ERROR) {
                rule(known.get(rule.id()), rule);
            }
        }
    }

    /** Two expressions can't be compared by what they ask for, so another one is taken for more. */
    private void rule(@Nullable RuleTerms old, RuleTerms now) {
        var path = "rules." + now.id();
        if (old == null) {
            differences.add(path, "a rule of severity error was added; add it as a warning, or to the next version");
        } else if (old.severity() != RuleTerms.Severity.ERROR) {
            differences.add(path + ".severity", "was raised to error");
        } else if (!old.expression().strip().equals(now.expression().strip()) || old.scope() != now.scope()) {
            differences.add(
                    path + ".expression",
                    "was changed, so that it may ask for more; make it a warning, or add a rule to the next version");
        }
    }
}
