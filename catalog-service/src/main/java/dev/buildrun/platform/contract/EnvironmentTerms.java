package dev.buildrun.platform.contract;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A place where services run, and its terms.
 *
 * @param order of promotion, the lowest first
 * @param deploy who may deploy here
 * @param minReplicas of every workload
 * @param cluster the name of the operator's cluster; null for the one that the operator has chosen for this environment
 * @param quota as a ResourceQuota's {@code hard}, quantities as text; empty for none
 * @param teamBudget the most that the quotas of all workspaces of one team may add up to here; empty for as many as a team wants
 * @param exec whether the owners may open a shell in a container
 */
public record EnvironmentTerms(
        String name,
        int order,
        Deployers deploy,
        int minReplicas,
        @Nullable String cluster,
        Map<String, String> quota,
        Map<String, String> teamBudget,
        Limits limits,
        Promotion promotion,
        boolean exec) {
    private static final String NAME = "[a-z]([a-z0-9-]{0,18}[a-z0-9])?";

    public EnvironmentTerms {
        quota = Map.copyOf(quota);
        teamBudget = Map.copyOf(teamBudget);
    }

    /**
     * What one more workspace would be too much for, a part of a sentence each; empty where it is none.
     *
     * @param others the quotas of the other workspaces of the team
     */
    public List<String> overBudget(List<Map<String, String>> others) {
        var problems = new ArrayList<String>();
        new TreeMap<>(teamBudget).forEach((resource, most) -> {
            var asked = quota.getOrDefault(resource, "0");
            var used = others.stream()
                    .map(each -> Quantity.of(each.getOrDefault(resource, "0")))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            if (used.add(Quantity.of(asked)).compareTo(Quantity.of(most)) > 0) {
                problems.add(resource + ": expected no more than " + most + ", found " + Quantity.text(used, most)
                        + " and " + asked + " more");
            }
        });
        return problems;
    }

    /** Who may deploy. */
    public enum Deployers {
        /** The members of the owner, and its pipelines. */
        OWNER,
        PLATFORM_TEAM
    }

    /** As a LimitRange for containers; quantities as text, maps empty for none. */
    public record Limits(
            Map<String, String> defaultRequest, Map<String, String> defaultLimit, Map<String, String> max) {
        public Limits {
            defaultRequest = Map.copyOf(defaultRequest);
            defaultLimit = Map.copyOf(defaultLimit);
            max = Map.copyOf(max);
        }

        public boolean isEmpty() {
            return defaultRequest.isEmpty() && defaultLimit.isEmpty() && max.isEmpty();
        }
    }

    /**
     * How a service comes here.
     *
     * @param from the environment where the same image must have run before; null for the one before this one in order
     */
    public record Promotion(@Nullable String from, Gate gate) {}

    /** What is looked at before a deployment. */
    public enum Gate {
        NONE,
        /** No rule of severity error may fail or be unknown without a waiver. */
        CONFORMANCE
    }

    static EnvironmentTerms read(TermReader terms) {
        terms.only(List.of(
                "name",
                "order",
                "deploy",
                "replicas",
                "cluster",
                "quota",
                "teamBudget",
                "limits",
                "promotion",
                "exec"));
        var limits = terms.at("limits").only(List.of("defaultRequest", "default", "max"));
        var promotion = terms.at("promotion").only(List.of("from", "gate"));
        return new EnvironmentTerms(
                terms.name("name", NAME),
                terms.integer("order", 0, 0, 1_000_000),
                terms.choice("deploy", Deployers.class, Deployers.OWNER),
                terms.at("replicas").only(List.of("min")).integer("min", 1, 0, 1_000),
                terms.optional("cluster"),
                terms.quantities("quota"),
                terms.quantities("teamBudget"),
                new Limits(limits.quantities("defaultRequest"), limits.quantities("default"), limits.quantities("max")),
                new Promotion(promotion.optional("from"), promotion.choice("gate", Gate.class, Gate.NONE)),
                terms.bool("exec", false));
    }

    /** Two environments of one order would have no first, and one that follows a later one would never be reached. */
    static void checkOrder(TermReader document, List<EnvironmentTerms> environments) {
        var orders = new HashSet<Integer>();
        for (var i = 0; i < environments.size(); i++) {
            var environment = environments.get(i);
            var path = "environments[" + i + "]";
            if (!orders.add(environment.order())) {
                document.problem(
                        path + ".order: expected a number that no other environment has, found " + environment.order());
            }
            var from = environment.promotion().from();
            if (from != null
                    && environments.stream()
                            .noneMatch(other -> other.name().equals(from) && other.order() < environment.order())) {
                document.problem(path + ".promotion.from: expected an environment with a lower order, found " + from);
            }
        }
    }
}
