package dev.buildrun.catalog.history;

import dev.buildrun.catalog.log.Version;
import dev.buildrun.json.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Answers about the history on the wire. */
final class HistoryJson {
    private HistoryJson() {}

    static ObjectNode page(String ref, History.Page page) {
        var json = Json.object()
                .put("entityRef", ref)
                .put("position", page.kept().head())
                .put("completeSince", text(page.kept().since()));
        var items = json.putArray("items");
        page.steps().forEach(step -> items.add(step(step)));
        var info = json.putObject("pageInfo");
        if (page.next() != null) {
            info.put("nextCursor", page.next().toString());
        }
        return json;
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    private static ObjectNode step(Step step) {
        var json = version(step.version()).put("what", step.what().wireName());
        var changes = step.changes();
        if (changes != null) {
            var object = json.putObject("changes");
            changes.parts().forEach(object.putArray("parts")::add);
            object.put("added", changes.added())
                    .put("removed", changes.removed())
                    .put("changed", changes.changed());
        }
        return json;
    }

    private static ObjectNode version(Version version) {
        return Json.object()
                .put("position", version.position())
                .put("at", version.at().toString())
                .put("uid", version.uid().toString())
                .put("cause", version.cause().what())
                .put("actor", version.cause().actor());
    }

    static ObjectNode found(History.Found found) {
        var version = found.step().version();
        var json = step(found.step()).put("entityRef", version.ref());
        var previous = found.step().previous();
        if (previous != null) {
            json.put("previous", previous.position());
        }
        var next = found.next();
        if (next != null) {
            json.put("next", next.position()).put("until", next.at().toString());
        }
        return json.set("entity", Served.json(version));
    }

    static ObjectNode difference(String ref, History.Difference difference) {
        var json = Json.object().put("entityRef", ref);
        json.set("from", version(difference.from()));
        json.set("to", version(difference.to()));
        var patch = json.putArray("patch");
        difference.operations().forEach(operation -> patch.add(operation.json()));
        DiffText.lines(difference.operations()).forEach(json.putArray("lines")::add);
        return json;
    }
}
