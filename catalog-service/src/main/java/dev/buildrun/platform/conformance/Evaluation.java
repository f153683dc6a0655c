package dev.buildrun.platform.conformance;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.platform.contract.Contract;
import dev.buildrun.platform.contract.RuleTerms;
import dev.buildrun.platform.contract.RuleTerms.Scope;
import dev.buildrun.platform.contract.RuleTerms.Severity;
import dev.buildrun.platform.contract.Stage;
import dev.buildrun.platform.model.PlatformModel;
import dev.buildrun.platform.rule.Expressions;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Works out how components stand with the rules, as of one moment. For one thread. */
public final class Evaluation {
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
                subject.links(),
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
        var reason = switch (verdict) {
            case Verdict.Holds _ -> null;
            case Verdict.Fails(var why) -> why;
            case Verdict.Unknown(var why) -> why;
        };
        var outcome = switch (verdict) {
            case Verdict.Holds _ -> Outcome.PASS;
            case Verdict.Fails _ -> Outcome.FAIL;
            case Verdict.Unknown _ -> Outcome.UNKNOWN;
        };
        var waiver = outcome == Outcome.PASS || rule.id().equals(ONE_PLATFORM) ? null : waiver(key);
        return new Result(
                key,
                subject.owner(),
                rule.severity(),
                waiver == null ? outcome : Outcome.WAIVED,
                rule.message(),
                rule.fix(),
                waiver == null ? reason : would(outcome) + (reason == null ? "" : ": " + reason),
                waiver == null ? null : waiver.expiresAt());
    }

    private static String would(Outcome outcome) {
        return outcome == Outcome.UNKNOWN ? "would be unknown" : "would fail";
    }

    /** The one that lasts longest. */
    private @Nullable Waiver waiver(Result.Key key) {
        return waivers.getOrDefault(key.component(), List.of()).stream()
                .filter(waiver -> waiver.covers(key.rule(), key.environment()))
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
            var facts = new Facts(subject, sources, usual);
            if (!environment.isEmpty()) {
                facts.environment(contract, environment);
            }
            var missing = facts.of(scope, environment);
            for (var rule : rules) {
                var verdict = missing == null ? verdict(rule, facts) : new Verdict.Unknown(missing);
                results.add(result(subject, contract.version(), rule, environment, verdict));
            }
        }

        private Verdict verdict(RuleTerms rule, Facts facts) {
            return switch (expressions.compile(rule.expression())) {
                case Expressions.Compiled.Good(var expression) ->
                    facts.check(expression, contract.support().required());
                case Expressions.Compiled.Bad(var problem) -> new Verdict.Unknown("the rule is broken: " + problem);
            };
        }
    }
}
