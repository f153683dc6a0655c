package dev.buildrun.platform.conformance;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.platform.contract.Contract;
import dev.buildrun.platform.contract.RuleTerms;
import dev.buildrun.platform.contract.RuleTerms.Scope;
import dev.buildrun.platform.contract.RuleTerms.Severity;
import dev.buildrun.platform.contract.Stage;
import dev.buildrun.platform.model.PlatformModel;
import dev.buildrun.platform.rule.Expressions;
import dev.buildrun.platform.rule.Values;
import dev.buildrun.platform.rule.Verdict;
import dev.buildrun.platform.waiver.Waiver;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Works out how components stand with the rules, as of one moment. For one thread. */
public final class Evaluation {
    private static final Logger LOG = LoggerFactory.getLogger(Evaluation.class);
    static final String ONE_PLATFORM = "BR-00";

    private final PlatformModel model;
    private final Terms terms;
    private final Sources sources;
    private final Expressions expressions;
    private final Instant now;
    private final Map<String, List<Waiver>> waivers = new HashMap<>();

    /** @param waivers those that count now */
    public Evaluation(
            PlatformModel model,
            Terms terms,
            Sources sources,
            Expressions expressions,
            List<Waiver> waivers,
            Instant now) {
        this.model = model;
        this.terms = terms;
        this.sources = sources;
        this.expressions = expressions;
        this.now = now;
        waivers.stream()
                .filter(waiver -> waiver.isInForce(now))
                .forEach(waiver -> this.waivers
                        .computeIfAbsent(waiver.component(), _ -> new ArrayList<>())
                        .add(waiver));
    }

    /** The results of a component that is in the catalog, by the contracts that it consumes. */
    public Computed of(Entity component) {
        return of(component, null);
    }

    /**
     * The results by one contract, consumed or not: what would be if.
     *
     * @param instead null for those that it consumes
     */
    public Computed of(Entity component, @Nullable Contract instead) {
        var subject = new Subject(model, terms, component);
        var results = new ArrayList<Result>();
        var contracts =
                subject.isPlatform() ? List.<Contract>of() : instead == null ? subject.contracts() : List.of(instead);
        if (subject.isPlatform()) {
            results.add(onePlatform(subject));
        }
        for (var contract : contracts) {
            results.addAll(new ByContract(subject, contract).results());
        }
        return new Computed(
                subject.ref(),
                subject.owner(),
                contracts.stream().map(Contract::version).distinct().toList(),
                subject.inputs(),
                results,
                nextAt(subject, contracts));
    }

    /** When a waiver ends, or a contract has its last day. */
    private @Nullable Instant nextAt(Subject subject, List<Contract> contracts) {
        var ends = waivers.getOrDefault(subject.ref(), List.of()).stream().map(Waiver::expiresAt);
        var sunsets = contracts.stream()
                .filter(contract -> contract.stage() == Stage.DEPRECATED)
                .map(Contract::sunsetAt)
                .filter(Objects::nonNull)
                .map(day -> day.atStartOfDay(ZoneOffset.UTC).toInstant());
        return Stream.concat(ends, sunsets)
                .filter(at -> at.isAfter(now))
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private Result onePlatform(Subject subject) {
        var rule = new RuleTerms(
                ONE_PLATFORM,
                Scope.CATALOG,
                Severity.ERROR,
                null,
                "There is one platform",
                "true",
                "Run what the platform does not offer as a self-run-service; only the operator can allow more platforms,"
                        + " by buildrun.platform.max");
        var verdict = terms.platforms().contains(subject.ref()) ? Verdict.HOLDS : Verdict.FAILS;
        return result(subject, "", rule, "", verdict);
    }

    private Result result(Subject subject, String contract, RuleTerms rule, String environment, Verdict verdict) {
        var key = new Result.Key(subject.ref(), contract, rule.id(), environment);
        var reason = verdict instanceof Verdict.Unknown(var why) ? why : null;
        var outcome = switch (verdict) {
            case Verdict.Holds _ -> Outcome.PASS;
            case Verdict.Fails _ -> Outcome.FAIL;
            case Verdict.Unknown _ -> Outcome.UNKNOWN;
        };
        var waiver =
                outcome == Outcome.PASS || rule.id().equals(ONE_PLATFORM) ? null : waiver(subject.ref(), rule.id());
        return new Result(
                key,
                subject.owner(),
                rule.severity(),
                waiver == null ? outcome : Outcome.WAIVED,
                rule.message(),
                rule.fix(),
                waiver == null ? reason : "would " + (reason == null ? "fail" : "be unknown: " + reason),
                waiver == null ? null : waiver.expiresAt());
    }

    /** The one that lasts longest. */
    private @Nullable Waiver waiver(String component, String rule) {
        return waivers.getOrDefault(component, List.of()).stream()
                .filter(waiver -> waiver.rule().equals(rule))
                .max(Comparator.comparing(Waiver::expiresAt))
                .orElse(null);
    }

    /** The rules of one contract over one component. */
    private final class ByContract {
        private final Subject subject;
        private final Contract contract;
        private final Map<String, Object> usual;

        ByContract(Subject subject, Contract contract) {
            this.subject = subject;
            this.contract = contract;
            this.usual = subject.variables(contract, now);
        }

        List<Result> results() {
            var results = new ArrayList<Result>();
            for (var environment : contract.environments()) {
                var name = environment.name();
                check(Scope.MANIFEST, name, results);
                check(Scope.LIVE, name, results);
            }
            check(Scope.CATALOG, "", results);
            check(Scope.REPO, "", results);
            check(Scope.PROCESS, "", results);
            return results;
        }

        private void check(Scope scope, String environment, List<Result> results) {
            var rules = contract.rules().stream()
                    .filter(rule -> rule.scope() == scope)
                    .toList();
            if (rules.isEmpty()) {
                return;
            }
            var variables = new HashMap<>(usual);
            var missing = add(scope, environment, variables);
            for (var rule : rules) {
                var verdict = missing == null ? verdict(rule, variables) : new Verdict.Unknown(missing);
                results.add(result(subject, contract.version(), rule, environment, verdict));
            }
        }

        private Verdict verdict(RuleTerms rule, Map<String, Object> variables) {
            return switch (expressions.compile(rule.expression())) {
                case Expressions.Compiled.Good(var expression) -> expression.check(variables);
                case Expressions.Compiled.Bad(var problem) -> new Verdict.Unknown("the rule is broken: " + problem);
            };
        }

        /** Adds what the scope knows besides; why it is not known, or null. */
        private @Nullable String add(Scope scope, String environment, Map<String, Object> variables) {
            if (!environment.isEmpty()) {
                variables.put("environment", Values.map(Subject.environment(contract, environment)));
            }
            return switch (scope) {
                case CATALOG -> null;
                case REPO ->
                    map("repository", looked(() -> sources.repositories().look(subject.component())), variables);
                case MANIFEST ->
                    list(
                            "objects",
                            looked(() -> sources.manifests().objects(subject.component(), environment)),
                            variables);
                case LIVE -> map("live", looked(() -> sources.live().facts(subject.ref(), environment)), variables);
                case PROCESS -> addRecords(variables);
            };
        }

        /** A repository or a cluster that fails makes what is in it unknown, and nothing else. */
        private static <T> Fact<T> looked(Supplier<Fact<T>> look) {
            try {
                return look.get();
            } catch (RuntimeException failure) {
                LOG.atWarn().setCause(failure).log("What a rule looks at could not be looked at");
                return new Fact.Unknown<>("it could not be looked at: " + failure.getMessage());
            }
        }

        /** Whoever speaks of what is not known gets an unknown by itself; so one of the two is enough to begin. */
        private @Nullable String addRecords(Map<String, Object> variables) {
            var deployments =
                    list("deployments", looked(() -> sources.records().deployments(subject.ref())), variables);
            var pages = list("pages", looked(() -> sources.records().pages(subject.ref())), variables);
            return deployments != null && pages != null ? deployments : null;
        }

        private @Nullable String map(String name, Fact<JsonNode> fact, Map<String, Object> variables) {
            return switch (fact) {
                case Fact.Known<JsonNode>(var value) -> {
                    variables.put(name, Values.map(value));
                    yield null;
                }
                case Fact.Unknown<JsonNode>(var reason) -> reason;
            };
        }

        private @Nullable String list(String name, Fact<List<JsonNode>> fact, Map<String, Object> variables) {
            return switch (fact) {
                case Fact.Known<List<JsonNode>>(var values) -> {
                    variables.put(name, Values.list(values));
                    yield null;
                }
                case Fact.Unknown<List<JsonNode>>(var reason) -> reason;
            };
        }
    }
}
