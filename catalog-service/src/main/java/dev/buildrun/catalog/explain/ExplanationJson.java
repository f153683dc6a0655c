package dev.buildrun.catalog.explain;

import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.explain.Facts.Declared;
import dev.buildrun.catalog.explain.Facts.Link;
import dev.buildrun.catalog.explain.Facts.LogEntry;
import dev.buildrun.catalog.intake.SourceState;
import dev.buildrun.json.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An explanation on the wire: the sentences, and what they are made of. */
final class ExplanationJson {
    private ExplanationJson() {}

    /** @param position of the change log up to which this replica knows it */
    static ObjectNode of(Facts facts, Explanation explanation, List<String> similar, long position) {
        var json = Json.object()
                .put("entityRef", facts.ref())
                .put("status", explanation.status().wireName());
        var conditions = json.putArray("conditions");
        explanation.conditions().stream().sorted().map(Status::wireName).forEach(conditions::add);
        explanation.reasons().forEach(json.putArray("reasons")::add);
        json.put("fix", explanation.fix()).put("served", facts.served()).put("position", position);
        facts.entity().ifPresent(entity -> json.set("entity", row(entity)));
        var emittedBy = json.putArray("emittedBy");
        facts.links().forEach(link -> emittedBy.add(link(facts, link)));
        conflicts(json.putArray("conflicts"), facts);
        facts.refreshKeys().forEach(json.putArray("refreshKeys")::add);
        history(json.putArray("history"), facts.history());
        if (facts.entity().isEmpty()) {
            similar.forEach(json.putArray("similar")::add);
            var failing = json.putArray("failing");
            facts.failing().forEach(each -> failing.add(row(each)));
            former(json, facts.formerLocation());
        }
        return json;
    }

    private static void history(ArrayNode list, List<LogEntry> entries) {
        entries.forEach(entry -> list.addObject()
                .put("position", entry.position())
                .put("what", entry.what())
                .put("cause", entry.cause())
                .put("actor", entry.actor())
                .put("at", entry.at().toString()));
    }

    private static ObjectNode row(Declared row) {
        var json = Json.object()
                .put("uid", row.uid())
                .put("entityRef", row.ref())
                .put("locationKey", row.locationKey())
                .put("managedByLocation", row.location())
                .put("managedByOriginLocation", row.origin());
        row.targets().forEach(json.putArray("targets")::add);
        errors(json.putArray("errors"), row.errors());
        json.put("declaredAt", row.declaredAt().toString());
        putTime(json, "processedAt", row.processedAt());
        putTime(json, "dueAt", row.dueAt());
        putTime(json, "orphanedAt", row.orphanedAt());
        return json.put("inProgress", row.inProgress());
    }

    private static void errors(ArrayNode list, List<EntityError> errors) {
        errors.forEach(error -> list.add(error.toJson()));
    }

    /** One step upwards: who declares the child, and what is known of them. */
    private static ObjectNode link(Facts facts, Link link) {
        var json = Json.object().put("entityRef", link.childRef());
        if (link.provider() != null) {
            json.put("provider", link.provider());
            var registered = facts.locations().get(link.childRef());
            if (registered != null) {
                json.putObject("location")
                        .put("id", registered.id())
                        .put("type", registered.type())
                        .put("target", registered.target());
            }
            var state = facts.sources().get(link.provider());
            if (state != null) {
                json.set("providerState", state(state));
            }
            return json;
        }
        json.put("parentRef", link.parentRef());
        var parent = link.parentRef() == null ? null : facts.rows().get(link.parentRef());
        if (parent != null) {
            json.set("parent", row(parent));
        }
        return json;
    }

    private static ObjectNode state(SourceState state) {
        var json = Json.object().put("entities", state.entities()).put("version", state.version());
        putTime(json, "connectedAt", state.connectedAt());
        putTime(json, "succeededAt", state.succeededAt());
        putTime(json, "changedAt", state.changedAt());
        var failure = state.failure();
        if (failure != null) {
            json.putObject("lastError").put("at", failure.at().toString()).put("message", failure.message());
        }
        return json;
    }

    private static void conflicts(ArrayNode list, Facts facts) {
        var holder = facts.entity().map(Declared::locationKey).orElse(null);
        facts.conflicts()
                .forEach(conflict -> list.addObject()
                        .put("provider", conflict.provider())
                        .put("parentRef", conflict.parentRef())
                        .put("locationKey", conflict.locationKey())
                        .put("heldBy", holder)
                        .put("refusedAt", conflict.refusedAt().toString()));
    }

    private static void former(ObjectNode json, Facts.@Nullable Former former) {
        if (former != null) {
            json.putObject("former")
                    .put("managedByLocation", former.location())
                    .put("managedByOriginLocation", former.origin())
                    .put("registered", former.registered());
        }
    }

    private static void putTime(ObjectNode json, String field, @Nullable Instant time) {
        if (time != null) {
            json.put(field, time.toString());
        }
    }
}
