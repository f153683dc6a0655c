package dev.buildrun.platform.oncall;

import dev.buildrun.access.Decision;
import dev.buildrun.access.Permission;
import dev.buildrun.access.ResourceDecider;
import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import dev.buildrun.platform.oncall.OnCall.Answer;
import dev.buildrun.platform.oncall.OnCall.Who;
import dev.buildrun.platform.team.Teams;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** {@code /platform/who-is-on-call}: whom to call for an entity, and where its runbook and dashboards are. */
public final class OnCallRoutes {
    private static final Permission ENTITY_READ = new Permission("catalog.entity.read", "read", "catalog-entity");
    private static final List<String> LINKS = List.of("runbook", "dashboards", "channel");

    private final OnCall onCall;
    private final Teams teams;
    private final ResourceDecider decider;
    private final Clock clock;

    public OnCallRoutes(Teams teams, ResourceDecider decider, Clock clock) {
        this.onCall = new OnCall(teams);
        this.teams = teams;
        this.decider = decider;
        this.clock = clock;
    }

    public List<Route> routes() {
        return List.of(Route.fromMemory("GET", "/platform/who-is-on-call/:kind/:namespace/:name", this::whoIsOnCall));
    }

    private Response whoIsOnCall(Request request) {
        var query = request.query().only("at");
        var ref = new EntityRef(
                        request.pathParameter("kind"),
                        request.pathParameter("namespace"),
                        request.pathParameter("name"))
                .toString();
        var at = query.first("at").map(OnCallRoutes::moment).orElseGet(clock::instant);
        var answer = onCall.of(
                ref,
                at,
                each -> decider.decide(request.caller(), ENTITY_READ, each).equals(Decision.ALLOW));
        return Response.json(json(answer.orElseThrow(() -> ServiceException.notFound("No entity " + ref)), at));
    }

    private static Instant moment(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException _) {
            throw ServiceException.input(
                    "request/query/at: expected a time such as 2026-01-05T09:00:00Z, found " + text);
        }
    }

    private ObjectNode json(Answer answer, Instant at) {
        var json = Json.object().put("entityRef", answer.ref()).put("at", at.toString());
        json.put("owner", answer.owner());
        json.put("of", answer.of());
        who(answer.who(), json);
        answer.asked().forEach(json.putArray("asked")::add);
        answer.problems().forEach(json.putArray("problems")::add);
        var links = json.putObject("links");
        LINKS.forEach(link -> answer.asked().stream()
                .flatMap(ref -> teams.find(ref).stream())
                .flatMap(entity -> annotation(entity, link).stream())
                .findFirst()
                .ifPresent(value -> links.put(link, value)));
        return json;
    }

    private static Optional<String> annotation(Entity entity, String link) {
        return entity.annotation("buildrun.dev/" + link);
    }

    private static void who(Who who, ObjectNode json) {
        switch (who) {
            case Who.Person(var user, var turn, var next, var timeZone) -> {
                json.put("kind", "rotation").put("user", user).put("timeZone", timeZone);
                json.set("turn", turn(turn));
                var list = json.putArray("next");
                next.forEach(each -> list.add(turn(each)));
            }
            case Who.Schedule(var url) -> json.put("kind", "schedule").put("url", url);
            case Who.Nobody _ -> json.put("kind", "nobody");
        }
    }

    private static ObjectNode turn(Rotation.Turn turn) {
        return Json.object()
                .put("user", turn.member())
                .put("from", turn.from().toString())
                .put("until", turn.until().toString())
                .put("standsIn", turn.isOverride());
    }
}
