package dev.buildrun.platform.contract;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One version of the platform contract: the document that the {@code spec.definition} of an API of type {@code platform-contract} holds.
 *
 * @param version for instance {@code v1}
 * @param sunsetAt from when on it may be taken away; null as long as nothing is planned
 * @param owner the full reference of the group that answers for it; null where the document leaves it to its entity
 * @param bindings what a binding to a platform service delivers, by the name of the service
 * @param environments in the order of promotion
 */
public record Contract(
        String version,
        Stage stage,
        @Nullable LocalDate since,
        @Nullable LocalDate sunsetAt,
        @Nullable String owner,
        RuntimeTerms runtime,
        WorkloadTerms workload,
        ObservabilityTerms observability,
        Map<String, BindingTerms> bindings,
        NetworkTerms network,
        List<EnvironmentTerms> environments,
        SupportTerms support,
        List<RuleTerms> rules) {
    static final String VERSION_SHAPE = "[a-z0-9]([a-z0-9.-]{0,30}[a-z0-9])?";

    private static final Yaml.Limits LIMITS =
            Yaml.LIMITS.withMaxCharacters(512 * 1024).withMaxNodes(50_000);
    private static final List<String> KEYS = List.of(
            "contract",
            "stage",
            "since",
            "sunsetAt",
            "owner",
            "runtime",
            "workload",
            "observability",
            "bindings",
            "network",
            "environments",
            "support",
            "rules");

    /** What is in force where the catalog has no contract: enough for those who have only Groups and Components. */
    public static final Contract BUILT_IN = builtIn();

    public Contract {
        bindings = Map.copyOf(bindings);
        environments = environments.stream()
                .sorted(Comparator.comparingInt(EnvironmentTerms::order))
                .toList();
        rules = List.copyOf(rules);
    }

    /** What became of a text. */
    public sealed interface Parsed {
        /** It is a contract. */
        record Good(Contract contract) implements Parsed {}

        /** It is none; each problem begins with the path, for instance {@code environments[1].order}. */
        record Bad(List<String> problems) implements Parsed {}
    }

    /** Reads a document; what is left out is as in {@link #BUILT_IN}, but for rules and environments, which are then none. */
    public static Parsed parse(String text) {
        try {
            return parse(Yaml.read(text, LIMITS));
        } catch (ServiceException notYaml) {
            return new Parsed.Bad(List.of(String.valueOf(notYaml.getMessage())));
        }
    }

    /** The same for a tree. */
    public static Parsed parse(JsonNode document) {
        var problems = new ArrayList<String>();
        var contract = read(new TermReader(document, "", problems));
        return problems.isEmpty() ? new Parsed.Good(contract) : new Parsed.Bad(List.copyOf(problems));
    }

    private static Contract read(TermReader document) {
        document.only(KEYS);
        var environments = document.list("environments").stream()
                .map(EnvironmentTerms::read)
                .toList();
        var rules = document.list("rules").stream().map(RuleTerms::read).toList();
        document.distinct(
                "environments",
                environments.stream().map(EnvironmentTerms::name).toList());
        document.distinct("rules", rules.stream().map(RuleTerms::id).toList());
        EnvironmentTerms.checkOrder(document, environments);
        return new Contract(
                document.name("contract", VERSION_SHAPE),
                document.choice("stage", Stage.class, Stage.GA),
                document.date("since"),
                document.date("sunsetAt"),
                document.optional("owner"),
                RuntimeTerms.read(document.at("runtime")),
                WorkloadTerms.read(document.at("workload")),
                ObservabilityTerms.read(document.at("observability")),
                document.map("bindings", BindingTerms::read),
                NetworkTerms.read(document.at("network")),
                environments,
                SupportTerms.read(document.at("support")),
                rules);
    }

    private static Contract builtIn() {
        return switch (parse(builtInText())) {
            case Parsed.Good(var contract) -> contract;
            case Parsed.Bad(var problems) -> throw new IllegalStateException("built-in contract: " + problems);
        };
    }

    /** The document of {@link #BUILT_IN}. */
    public static String builtInText() {
        try (var in = Contract.class.getResourceAsStream("built-in-contract.yaml")) {
            if (in == null) {
                throw new IllegalStateException("Expected the resource built-in-contract.yaml");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    public Optional<EnvironmentTerms> environment(String name) {
        return environments.stream()
                .filter(environment -> environment.name().equals(name))
                .findFirst();
    }

    /** Where a service comes from before it may come here: what the terms say, or else the environment before this one. */
    public Optional<EnvironmentTerms> promotedFrom(String name) {
        var at = environments.stream().map(EnvironmentTerms::name).toList().indexOf(name);
        if (at < 0) {
            return Optional.empty();
        }
        var from = environments.get(at).promotion().from();
        if (from != null) {
            return environment(from);
        }
        return at == 0 ? Optional.empty() : Optional.of(environments.get(at - 1));
    }

    public Optional<RuleTerms> rule(String id) {
        return rules.stream().filter(rule -> rule.id().equals(id)).findFirst();
    }
}
