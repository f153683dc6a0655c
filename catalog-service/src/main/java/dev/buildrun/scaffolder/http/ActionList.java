package dev.buildrun.scaffolder.http;

import dev.buildrun.http.Response;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.Actions;
import java.util.List;

/** What {@code GET /v2/actions} answers: made once, and again when a worker has said something else of its actions. */
final class ActionList {
    private final List<Action<?, ?>> actions;
    private volatile Made made = new Made(List.of(), Response.json(Json.array()));

    ActionList(Actions actions) {
        this.actions = actions.all();
    }

    private record Made(List<ActionDescription<?, ?>> descriptions, Response response) {}

    Response response() {
        var now = actions.stream()
                .<ActionDescription<?, ?>>map(Action::description)
                .toList();
        var before = made;
        // Quick, since what is equal is usually the same.
        if (before.descriptions().equals(now)) {
            return before.response();
        }
        var list = Json.array();
        now.forEach(description -> list.add(description.toJson()));
        var response = Response.json(list);
        made = new Made(now, response);
        return response;
    }
}
