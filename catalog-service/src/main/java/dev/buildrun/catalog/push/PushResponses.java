package dev.buildrun.catalog.push;

import dev.buildrun.catalog.intake.MutationResult.Counts;
import dev.buildrun.catalog.intake.MutationTerms.Mode;
import dev.buildrun.catalog.intake.RefusedDeclaration;
import dev.buildrun.catalog.intake.SourceState;
import dev.buildrun.catalog.push.PushOutcome.Conflicting;
import dev.buildrun.catalog.push.PushOutcome.Invalid;
import dev.buildrun.catalog.push.PushOutcome.OutOfDate;
import dev.buildrun.catalog.push.PushOutcome.Stored;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.json.Json;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What the wire says about providers and of pushes. */
final class PushResponses {
    /** Items that an answer names; how many there are in all stands beside them. */
    private static final int TOLD = 100;

    private static final String POSITION = "Buildrun-Position";
    private static final int PRECONDITION_FAILED = 412;
    private static final Pattern VERSION = Pattern.compile("\"(\\d{1,18})\"");

    private PushResponses() {}

    /** The entity tag of a source. */
    static String tag(long version) {
        return "\"" + version + "\"";
    }

    /** @throws ServiceException of kind INPUT for what is no tag of a source */
    static long version(String ifMatch) {
        var matcher = VERSION.matcher(ifMatch.strip());
        if (!matcher.matches()) {
            throw ServiceException.input(
                    "Expected in If-Match the ETag of the provider, such as \"7\", found " + ifMatch);
        }
        return Long.parseLong(matcher.group(1));
    }

    static Response withHeaders(int status, ObjectNode body, Map<String, String> headers) {
        var all = new HashMap<>(headers);
        all.put("Content-Type", Response.JSON);
        return new Response.Complete(status, all, List.of(Json.writeBytes(body)), false);
    }

    static Response of(Request request, PushSource source, PushOutcome outcome) {
        return switch (outcome) {
            case Stored stored -> stored(source, stored);
            case Invalid(var faults) -> invalid(request, faults);
            case Conflicting(var refused) -> conflicting(request, refused);
            case OutOfDate(var version) -> outOfDate(request, source, version);
        };
    }

    private static Response stored(PushSource source, Stored stored) {
        var applied = stored.applied();
        var body = Json.object()
                .put("provider", source.name())
                .put("dryRun", stored.mode() == Mode.TRY)
                .put("version", applied.version());
        putCounts(body, applied.counts());
        body.put("pending", stored.pending());
        var failed = body.putArray("failed");
        stored.errors().forEach((ref, errors) -> {
            var list = failed.addObject().put("entityRef", ref).putArray("errors");
            errors.forEach(error -> list.add(error.toJson()));
        });
        return withHeaders(
                200, body, Map.of("ETag", tag(applied.version()), POSITION, Long.toString(stored.position())));
    }

    private static void putCounts(ObjectNode json, Counts counts) {
        json.put("added", counts.added())
                .put("changed", counts.changed())
                .put("removed", counts.removed())
                .put("unchanged", counts.unchanged());
    }

    private static Response invalid(Request request, List<PushFault> faults) {
        var body = error(
                request,
                ErrorKind.INPUT.status(),
                ErrorKind.INPUT.wireName(),
                "Nothing was stored, since " + faults.size() + " items are not good; the first is "
                        + faults.getFirst());
        body.put("faultCount", faults.size());
        var list = body.putArray("faults");
        faults.stream().limit(TOLD).map(PushFault::toJson).forEach(list::add);
        return Response.json(ErrorKind.INPUT.status(), body);
    }

    private static Response conflicting(Request request, List<RefusedDeclaration> refused) {
        var first = refused.getFirst();
        var body = error(
                request,
                ErrorKind.CONFLICT.status(),
                ErrorKind.CONFLICT.wireName(),
                "Nothing was stored, since other sources have " + refused.size() + " of the entities; the first is "
                        + first.ref() + ", which comes from " + holder(first));
        body.put("conflictCount", refused.size());
        var list = body.putArray("conflicts");
        refused.stream()
                .limit(TOLD)
                .forEach(each -> list.addObject().put("entityRef", each.ref()).put("heldBy", each.heldBy()));
        return Response.json(ErrorKind.CONFLICT.status(), body);
    }

    private static String holder(RefusedDeclaration refused) {
        return refused.heldBy() == null ? "another source" : refused.heldBy();
    }

    private static Response outOfDate(Request request, PushSource source, long version) {
        var body = error(
                request,
                PRECONDITION_FAILED,
                "PreconditionFailedError",
                "Nothing was stored, since the provider '" + source.name() + "' has version " + tag(version)
                        + ", expected that of If-Match; read it again, it was changed meanwhile");
        return withHeaders(PRECONDITION_FAILED, body, Map.of("ETag", tag(version)));
    }

    private static ObjectNode error(Request request, int status, String name, String message) {
        var body = Json.object();
        body.putObject("error").put("name", name).put("message", message);
        body.putObject("request").put("method", request.method()).put("url", request.url());
        body.putObject("response").put("statusCode", status);
        return body;
    }

    /**
     * What is known of a provider.
     *
     * @param state null where it has never been connected
     */
    static ObjectNode state(String name, @Nullable SourceState state, boolean installed, boolean takesPushes) {
        var json = Json.object()
                .put("name", name)
                .put("installed", installed)
                .put("takesPushes", takesPushes)
                .put("entities", state == null ? 0 : state.entities())
                .put("conflicts", state == null ? 0 : state.conflicts())
                .put("version", state == null ? 0 : state.version());
        if (state == null) {
            return json;
        }
        putTime(json, "connectedAt", state.connectedAt());
        putTime(json, "succeededAt", state.succeededAt());
        putTime(json, "changedAt", state.changedAt());
        if (state.succeededAt() != null) {
            var last = json.putObject("lastMutation");
            putCounts(last, state.last());
            last.put("actor", state.actor());
        }
        var failure = state.failure();
        if (failure != null) {
            json.putObject("lastError").put("at", failure.at().toString()).put("message", failure.message());
        }
        return json;
    }

    private static void putTime(ObjectNode json, String field, @Nullable Instant time) {
        if (time != null) {
            json.put(field, time.toString());
        }
    }
}
