package dev.buildrun.platform.http;

import dev.buildrun.catalog.entity.RelationType;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.database.Database;
import dev.buildrun.json.Json;
import dev.buildrun.platform.conformance.Computed;
import dev.buildrun.platform.conformance.Evaluation;
import dev.buildrun.platform.conformance.Outcome;
import dev.buildrun.platform.conformance.PlatformState;
import dev.buildrun.platform.conformance.Result;
import dev.buildrun.platform.conformance.Sources;
import dev.buildrun.platform.contract.Admission;
import dev.buildrun.platform.contract.Contract;
import dev.buildrun.platform.contract.ContractInForce;
import dev.buildrun.platform.model.PlatformModel;
import dev.buildrun.platform.rule.Expressions;
import dev.buildrun.platform.waiver.WaiverStore;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a candidate for a contract would do: what is wrong with it, what it breaks, and who would newly fail which rules. */
public final class ContractCheck {
    private static final int MOST_FAILURES = 1_000;
    private static final int MOST_COMPONENTS = 10_000;

    private final Database database;
    private final PlatformState state;
    private final Sources sources;
    private final Expressions expressions;
    private final Clock clock;
    private final WaiverStore waivers = new WaiverStore();

    public ContractCheck(
            Database database, PlatformState state, Sources sources, Expressions expressions, Clock clock) {
        this.database = database;
        this.state = state;
        this.sources = sources;
        this.expressions = expressions;
        this.clock = clock;
    }

    ObjectNode of(String definition, Snapshot snapshot, Predicate<String> mayRead) {
        var admission = new Admission(expressions);
        var parsed = Contract.parse(definition);
        var problems = admission.problems(parsed);
        var body = Json.object().put("valid", problems.isEmpty());
        add(body.putArray("problems"), problems);
        if (!problems.isEmpty() || !(parsed instanceof Contract.Parsed.Good(var candidate))) {
            return body;
        }
        var model = new PlatformModel(snapshot);
        var before = state.contracts().version(candidate.version()).orElse(null);
        body.put("version", candidate.version());
        body.put("isNew", before == null);
        var incompatibilities =
                before == null ? List.<String>of() : incompatibilities(admission, model, before, candidate);
        body.put("compatible", incompatibilities.isEmpty());
        add(body.putArray("incompatibilities"), incompatibilities);
        body.set("impact", impact(model, before, candidate, mayRead));
        return body;
    }

    private static void add(ArrayNode list, List<String> texts) {
        texts.forEach(list::add);
    }

    private List<String> incompatibilities(
            Admission admission, PlatformModel model, ContractInForce before, Contract candidate) {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return admission.problems(
                before.contract(), candidate, today, model.related(before.entityRef(), RelationType.API_CONSUMED_BY));
    }

    /** Those who consume the version, or for a new one all that rules apply to. */
    private ObjectNode impact(
            PlatformModel model, @Nullable ContractInForce before, Contract candidate, Predicate<String> mayRead) {
        var terms = state.terms(model.snapshot());
        var now = clock.instant();
        var inForce = database.inTransaction(tx -> waivers.inForce(tx, now));
        var evaluation = new Evaluation(model, terms, sources, expressions, inForce, now);
        var refs = before == null
                ? model.refs("component", terms.governedTypes().toArray(String[]::new))
                : model.related(before.entityRef(), RelationType.API_CONSUMED_BY);
        var impact = Json.object();
        var failures = impact.putArray("newlyFailing");
        var count = 0;
        var components = 0;
        var looked = refs.stream().filter(mayRead).limit(MOST_COMPONENTS).toList();
        for (var ref : looked) {
            var component = model.entity(ref);
            var newly = component.isEmpty()
                    ? List.<Result>of()
                    : newlyFailing(evaluation.of(component.get()), evaluation.of(component.get(), candidate));
            components += newly.isEmpty() ? 0 : 1;
            count += newly.size();
            newly.stream()
                    .limit(Math.max(0, MOST_FAILURES - failures.size()))
                    .forEach(result -> failures.add(json(result)));
        }
        return impact.put("components", components)
                .put("failures", count)
                .put("lookedAt", looked.size())
                .put("truncated", count > failures.size());
    }

    private static List<Result> newlyFailing(Computed now, Computed then) {
        Map<List<String>, Outcome> outcomes = now.results().stream()
                .collect(Collectors.toMap(ContractCheck::place, Result::outcome, (first, _) -> first));
        Function<Result, @Nullable Outcome> before = result -> outcomes.get(place(result));
        return then.results().stream()
                .filter(result -> result.outcome() == Outcome.FAIL && before.apply(result) != Outcome.FAIL)
                .toList();
    }

    private static List<String> place(Result result) {
        return List.of(result.key().rule(), result.key().environment());
    }

    private static ObjectNode json(Result result) {
        var json = Json.object()
                .put("component", result.key().component())
                .put("owner", result.owner())
                .put("rule", result.key().rule())
                .put("message", result.message());
        if (!result.key().environment().isEmpty()) {
            json.put("environment", result.key().environment());
        }
        ConformanceRoutes.putIfKnown(json, "fix", result.fix());
        return json;
    }
}
