package dev.buildrun;

import dev.buildrun.json.Json;
import dev.buildrun.platform.alert.Alerts;
import dev.buildrun.platform.conformance.Fact;
import dev.buildrun.platform.deploy.DeploymentRecords;
import dev.buildrun.platform.dora.Delivery;
import dev.buildrun.platform.dora.Delivery.Starter;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What conformance asks of how teams work on their services: who deploys, and who is paged. */
record SupportRecords(DeploymentRecords deployments, Alerts alerts)
        implements dev.buildrun.platform.conformance.DeploymentRecords {
    private static final int MOST = 50;

    /** One of which nobody knows who began it makes the answer unknown: it may have been a hand-over. */
    @Override
    public Fact<List<JsonNode>> deployments(String componentRef) {
        var newest = deployments.since(componentRef, null, Instant.EPOCH).reversed().stream()
                .limit(MOST)
                .toList();
        var unknown = newest.stream()
                .filter(each -> each.starter() == Starter.UNKNOWN)
                .findFirst();
        return unknown.<Fact<List<JsonNode>>>map(each -> new Fact.Unknown<>("nobody knows who began the deployment "
                        + each.id() + " to " + each.environment() + "; whoever deploys should set the annotation"
                        + " buildrun.dev/started-by"))
                .orElseGet(() -> new Fact.Known<>(
                        newest.stream().map(SupportRecords::deployment).toList()));
    }

    private static JsonNode deployment(Delivery each) {
        return Json.object()
                .put("environment", each.environment())
                .put("at", each.startedAt().toString())
                .put("by", each.starter().name())
                .put("byOwner", each.starter() != Starter.OTHER);
    }

    @Override
    public Fact<List<JsonNode>> programs(String componentRef) {
        return switch (deployments(componentRef)) {
            case Fact.Unknown<List<JsonNode>> unknown -> unknown;
            case Fact.Known<List<JsonNode>> _ ->
                new Fact.Known<>(deployments.programs(componentRef, MOST).stream()
                        .<JsonNode>map(program -> Json.object()
                                .put("name", program.name())
                                .put("isOwners", program.starter() != Starter.OTHER))
                        .toList());
        };
    }

    @Override
    public Fact<List<JsonNode>> pages(String componentRef) {
        return new Fact.Known<>(alerts.pages(componentRef).stream()
                .<JsonNode>map(page -> Json.object()
                        .put("at", page.at().toString())
                        .put("to", page.to())
                        .put("toOwner", page.toOwner()))
                .toList());
    }
}
