package dev.buildrun.platform.conformance;

import dev.buildrun.platform.contract.Contract;
import dev.buildrun.platform.contract.RuleTerms.Scope;
import dev.buildrun.platform.rule.Expression;
import dev.buildrun.platform.rule.Values;
import dev.buildrun.platform.rule.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** What the rules of one scope may speak of, as far as it is known, and why the rest is not. What costs something is looked at when one asks. */
final class Facts {
    private static final Logger LOG = LoggerFactory.getLogger(Facts.class);
    private static final String LINKS = "links";
    private static final String PIPELINE = "pipeline";
    private static final String PEOPLE = "people";

    private final Subject subject;
    private final Sources sources;
    private final Map<String, Object> variables;
    /** By variable: what of it is not known. */
    private final Map<String, String> gaps = new HashMap<>();
    /** By variable: what is wrong with it, where that can be said beforehand. */
    private final Map<String, String> faults = new HashMap<>();

    /** @param usual what all rules may speak of */
    Facts(Subject subject, Sources sources, Map<String, Object> usual) {
        this.subject = subject;
        this.sources = sources;
        this.variables = new HashMap<>(usual);
    }

    void environment(Contract contract, String name) {
        variables.put("environment", Values.map(Subject.environment(contract, name)));
    }

    /** Adds what the scope knows besides; why no rule of it can be told, or null. */
    @Nullable
    String of(Scope scope, String environment) {
        return switch (scope) {
            case CATALOG -> null;
            case REPO -> map("repository", repository());
            case MANIFEST ->
                list("objects", looked(() -> sources.manifests().objects(subject.component(), environment)));
            case LIVE -> map("live", looked(() -> sources.live().facts(subject.ref(), environment)));
            case PROCESS -> records();
        };
    }

    /**
     * What an expression says of all that.
     *
     * @param support what the contract asks to be named
     */
    Verdict check(Expression expression, List<String> support) {
        if (expression.mentions(LINKS) && !variables.containsKey(LINKS)) {
            links(support);
        }
        if (expression.mentions(PEOPLE)) {
            variables.computeIfAbsent(PEOPLE, _ -> subject.people());
        }
        if (expression.mentions(PIPELINE) && !variables.containsKey(PIPELINE)) {
            pipeline();
        }
        return switch (expression.check(variables)) {
            case Verdict.Holds holds -> holds;
            case Verdict.Fails fails ->
                said(expression, faults).<Verdict>map(Verdict.Fails::new).orElse(fails);
            case Verdict.Unknown unknown ->
                said(expression, gaps).<Verdict>map(Verdict.Unknown::new).orElse(unknown);
        };
    }

    private static Optional<String> said(Expression expression, Map<String, String> byVariable) {
        return byVariable.entrySet().stream()
                .filter(each -> expression.mentions(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private Fact<JsonNode> repository() {
        return looked(() -> sources.repositories().look(subject.component()));
    }

    private void links(List<String> support) {
        var links = new SupportLinks(subject.component(), support);
        subject.links().addAll(links.urls());
        var seen = links.seen(sources.links(), this::repository);
        variables.put(LINKS, seen.values());
        note(gaps, LINKS, seen.gap());
        note(faults, LINKS, seen.fault());
    }

    /** Whose the programs are that deploy it: those that the owner names, and those that did. */
    private void pipeline() {
        var named = subject.pipelines();
        var pipeline = new HashMap<String, Object>();
        pipeline.put("named", named);
        switch (looked(() -> sources.records().programs(subject.ref()))) {
            case Fact.Unknown<List<JsonNode>>(var reason) -> gaps.put(PIPELINE, reason);
            case Fact.Known<List<JsonNode>>(var programs) -> {
                var owners = names(programs, true);
                var others = names(programs, false);
                pipeline.put("owners", owners);
                pipeline.put("others", others);
                note(faults, PIPELINE, fault(named, owners, others));
            }
        }
        variables.put(PIPELINE, pipeline);
    }

    private @Nullable String fault(List<String> named, List<String> owners, List<String> others) {
        var owner = subject.owner().isEmpty() ? "its owner" : subject.owner();
        if (!others.isEmpty()) {
            return String.join(", ", others) + " deployed it, which " + owner
                    + " does not name in the annotation buildrun.dev/pipelines";
        }
        return named.isEmpty() && owners.isEmpty()
                ? "neither " + owner + " nor a group above it names a program in the annotation buildrun.dev/pipelines"
                : null;
    }

    private static List<String> names(List<JsonNode> programs, boolean areOwners) {
        return programs.stream()
                .filter(program -> program.path("isOwners").asBoolean() == areOwners)
                .map(program -> program.path("name").asString())
                .toList();
    }

    private static void note(Map<String, String> notes, String variable, @Nullable String text) {
        if (text != null) {
            notes.put(variable, text);
        }
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
    private @Nullable String records() {
        var deployments = list("deployments", looked(() -> sources.records().deployments(subject.ref())));
        var pages = list("pages", looked(() -> sources.records().pages(subject.ref())));
        note(gaps, "deployments", deployments);
        note(gaps, "pages", pages);
        return deployments != null && pages != null ? deployments : null;
    }

    private @Nullable String map(String name, Fact<JsonNode> fact) {
        return switch (fact) {
            case Fact.Known<JsonNode>(var value) -> {
                variables.put(name, Values.map(value));
                yield null;
            }
            case Fact.Unknown<JsonNode>(var reason) -> reason;
        };
    }

    private @Nullable String list(String name, Fact<List<JsonNode>> fact) {
        return switch (fact) {
            case Fact.Known<List<JsonNode>>(var values) -> {
                variables.put(name, Values.list(values));
                yield null;
            }
            case Fact.Unknown<List<JsonNode>>(var reason) -> reason;
        };
    }
}
