package dev.buildrun.catalog.log;

import dev.buildrun.catalog.entity.CanonicalJson;
import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.json.Json;
import java.util.List;
import java.util.TreeSet;

/**
 * A good result in the form in which it is stored, made before anything is locked.
 *
 * @param body the entity as JSON text
 * @param bodyHash equal for the same body, whatever the order of its keys
 * @param relations the edges that the entity states, sorted and each once: a JSON list of type, source and target each
 */
public record ProcessedBody(String body, String bodyHash, String relations) {
    public static ProcessedBody of(Entity body, List<Relation> relations) {
        var edges = Json.array();
        for (var edge : new TreeSet<>(relations)) {
            edges.addArray().add(edge.type()).add(edge.sourceRef()).add(edge.targetRef());
        }
        return new ProcessedBody(Json.write(body.json()), CanonicalJson.sha1(body.json()), Json.write(edges));
    }
}
