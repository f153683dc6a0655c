package dev.buildrun.platform.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.api.Schemas;
import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.json.Json;
import dev.buildrun.json.ParsedDocument;
import dev.buildrun.json.Yaml;
import dev.buildrun.platform.PlatformConfig;
import dev.buildrun.platform.contract.Admission;
import dev.buildrun.platform.contract.Contract;
import dev.buildrun.platform.contract.ContractInForce;
import dev.buildrun.platform.contract.ContractsInForce;
import dev.buildrun.platform.link.Looked;
import dev.buildrun.platform.model.PlatformModel;
import dev.buildrun.platform.rule.Expressions;
import dev.buildrun.platform.testing.CatalogOf;
import dev.buildrun.platform.waiver.DeclaredWaivers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The contract of the example organisation, held against its services. */
class ExampleContractTest {
    private static final Path EXAMPLE = Path.of("../deploy/example/catalog");
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final String CONTRACT = "api:platform/platform-contract-v1";

    private final CatalogOf catalog = example();
    private final PlatformModel model = new PlatformModel(catalog.snapshot());
    private final String definition = model.entity(CONTRACT)
            .map(api -> api.spec().path("definition").asString())
            .orElseThrow();
    private final Contract contract = ((Contract.Parsed.Good) Contract.parse(definition)).contract();
    private final Expressions expressions = new Expressions();

    private static CatalogOf example() {
        try (var files = Files.list(EXAMPLE)) {
            var entities = new ArrayList<Entity>();
            for (var file : files.sorted().toList()) {
                for (var document : Yaml.documents(Files.readString(file))) {
                    if (document instanceof ParsedDocument.Content content) {
                        entities.add(Entity.of((ObjectNode) content.value()));
                    }
                }
            }
            return new CatalogOf().put(entities);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private Map<String, String> results(String component, Sources sources) {
        var model = new PlatformModel(catalog.snapshot());
        var terms = new Terms(
                new ContractsInForce(List.of(new ContractInForce(CONTRACT, contract, definition, NOW, null, null))),
                List.of("component:platform/platform"),
                PlatformConfig.DEFAULT.governedTypes());
        // As they would be where the operator trusts the place that they come from.
        var waivers = new DeclaredWaivers(List.of("")).changes(model, component, List.of(), NOW);
        var evaluation = new Evaluation(model, terms, sources, expressions, waivers, NOW);
        var results = new TreeMap<String, String>();
        evaluation.of(model.entity(component).orElseThrow()).results().forEach(result -> {
            var key = result.key();
            var place = key.environment().isEmpty() ? "" : "@" + key.environment();
            results.put(
                    key.rule() + place,
                    result.outcome().text() + (result.reason() == null ? "" : ": " + result.reason()));
        });
        return results;
    }

    private static List<JsonNode> yaml(String text) {
        return Yaml.documents(text).stream()
                .map(document -> ((ParsedDocument.Content) document).value())
                .toList();
    }

    /** A service that keeps everything. */
    private static Sources good() {
        var manifests = yaml("""
                kind: Deployment
                metadata: {name: payments, labels: &labels {buildrun.dev/team: team-payments, buildrun.dev/component: payments},
                  annotations: {buildrun.dev/scaling: fixed}}
                spec:
                  replicas: 2
                  template:
                    spec:
                      topologySpreadConstraints: [{maxSkew: 1}]
                      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
                      containers:
                        - image: registry.fernwick.example/a/b@sha256:00
                          livenessProbe: {}
                          readinessProbe: {}
                          resources: {requests: {cpu: 100m, memory: 1Gi}, limits: {memory: 1Gi}}
                          securityContext: {readOnlyRootFilesystem: true, allowPrivilegeEscalation: false}
                ---
                kind: PodDisruptionBudget
                metadata: {name: payments, labels: {buildrun.dev/team: team-payments, buildrun.dev/component: payments}}
                """);
        var live = Json.read("""
                {"namespace": {"name": "payments-dev", "labels": {"pod-security.kubernetes.io/enforce": "restricted"}},
                 "quota": {"pods": "30"}, "limits": {"max": {}}, "networkPolicies": ["default-deny"],
                 "roleBindings": [
                   {"name": "team-developers", "role": "buildrun-developer", "strangers": [],
                    "subjects": [{"kind": "Group", "name": "team-payments"}]},
                   {"name": "glass", "role": "buildrun-developer", "breakGlassUntil": "2026-11-26T00:00:00Z", "strangers": [],
                    "subjects": [{"kind": "User", "name": "pat"}]}],
                 "bindings": [{"name": "db", "ready": true, "rotatedAt": "2026-11-01T00:00:00Z"}], "differences": []}
                """);
        return new Sources(
                (_, _) -> new Fact.Known<>(manifests),
                _ -> new Fact.Known<>(Json.read("{\"files\": [\"ci.sh\"]}")),
                (_, _) -> new Fact.Known<>(live),
                new DeploymentRecords() {
                    @Override
                    public Fact<List<JsonNode>> deployments(String componentRef) {
                        return new Fact.Known<>(yaml("{environment: prod, byOwner: true}"));
                    }

                    @Override
                    public Fact<List<JsonNode>> programs(String componentRef) {
                        return new Fact.Known<>(yaml("{name: 'external:team-payments-ci', isOwners: true}"));
                    }

                    @Override
                    public Fact<List<JsonNode>> pages(String componentRef) {
                        return new Fact.Known<>(yaml("{toOwner: true}"));
                    }
                },
                urls -> urls.stream().collect(Collectors.toMap(url -> url, _ -> new Looked.Answers())));
    }

    @Test
    void isAContractWithAllRules() {
        assertThat(new Admission(expressions).problems(Contract.parse(definition)))
                .isEmpty();
        assertThat(contract.rules())
                .extracting(rule -> rule.id())
                .containsExactly(
                        "BR-01", "BR-02", "BR-07", "BR-08", "BR-03", "BR-04", "BR-05", "BR-06", "BR-10", "BR-11",
                        "BR-12", "BR-13", "BR-14", "BR-20", "BR-21", "BR-22", "BR-30", "BR-31");
    }

    @Test
    void aServiceThatKeepsEverythingPassesEveryRule() {
        assertThat(results("component:default/payments", good()))
                .allSatisfy((rule, result) -> assertThat(result).as(rule).isEqualTo("pass"))
                .hasSize(34);
    }

    @Test
    void whatIsNotKnownIsUnknownWithTheReason() {
        var results = results("component:default/payments", Sources.NONE);

        assertThat(results).containsEntry("BR-01", "pass").containsEntry("BR-04", "pass");
        assertThat(results.get("BR-10@prod")).isEqualTo("unknown: no manifests are read here");
        assertThat(results.get("BR-20@prod")).isEqualTo("unknown: no cluster");
        assertThat(results.get("BR-07"))
                .startsWith(
                        "unknown: dashboards https://grafana.fernwick.example/d/payments: no addresses are looked at here; oncall");
    }

    @Test
    void theExampleHasPassesFailsAndAWaiver() {
        var waived = results("component:default/invoice-printer", Sources.NONE);
        var outcomes = model.refs("component", "service").stream()
                .flatMap(ref -> results(ref, Sources.NONE).values().stream())
                .map(outcome -> outcome.replaceFirst(":.*", ""))
                .distinct();

        assertThat(waived.get("BR-02")).isEqualTo("waived: would fail");
        assertThat(results("component:default/fraud-check", Sources.NONE)).containsEntry("BR-02", "fail");
        assertThat(outcomes).contains("pass", "fail", "waived", "unknown");
    }

    private static Sources deployedBy(Fact<List<JsonNode>> programs) {
        var good = good();
        return new Sources(
                good.manifests(),
                good.repositories(),
                good.live(),
                new DeploymentRecords() {
                    @Override
                    public Fact<List<JsonNode>> deployments(String componentRef) {
                        return good.records().deployments(componentRef);
                    }

                    @Override
                    public Fact<List<JsonNode>> programs(String componentRef) {
                        return programs;
                    }

                    @Override
                    public Fact<List<JsonNode>> pages(String componentRef) {
                        return good.records().pages(componentRef);
                    }
                },
                good.links());
    }

    private String pipelineOf(Fact<List<JsonNode>> programs) {
        return results("component:default/payments", deployedBy(programs)).getOrDefault("BR-05", "no result");
    }

    @Test
    void aPipelineIsTheOwnersWhoNamesItAndNobodyElsesDeploys() {
        var nobody = new Fact.Known<>(List.<JsonNode>of());
        var others = new Fact.Known<>(yaml("{name: 'external:team-orders-ci', isOwners: false}"));
        var argo = new Fact.Known<>(yaml("{name: argocd-controller, isOwners: true}"));

        assertThat(pipelineOf(nobody)).isEqualTo("pass");
        assertThat(pipelineOf(others))
                .isEqualTo(
                        "fail: external:team-orders-ci deployed it, which group:default/team-payments does not name in the"
                                + " annotation buildrun.dev/pipelines");
        assertThat(pipelineOf(new Fact.Unknown<>("nobody knows who deployed")))
                .isEqualTo("unknown: nobody knows who deployed");
        catalog.put("""
                {apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: team-payments}, spec: {type: build-run-team, children: []}}
                """);
        assertThat(pipelineOf(nobody))
                .isEqualTo(
                        "fail: neither group:default/team-payments nor a group above it names a program in the annotation"
                                + " buildrun.dev/pipelines");
        assertThat(pipelineOf(argo)).isEqualTo("pass");
    }

    @Test
    void fitsTheSchema() {
        assertThat(Schemas.platformContract().check(Yaml.read(definition))).isEmpty();
        assertThat(Schemas.platformContract().check(Yaml.read(Contract.builtInText())))
                .isEmpty();
        assertThat(Schemas.platformContract().check(Yaml.read("contract: v1\nrules: [{id: BR-01}]\nstages: x")))
                .isNotEmpty();
    }
}
