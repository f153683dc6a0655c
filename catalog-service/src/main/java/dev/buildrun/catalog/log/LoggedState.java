package dev.buildrun.catalog.log;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.entity.FinalEntity;
import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.json.Json;
import java.util.List;
import java.util.UUID;

/**
 * An entity as a row of the log has it, as text: most readers of the log need only a few of them as trees.
 *
 * @param body JSON text without relations, uid and status
 * @param errors JSON text of a list
 * @param relations JSON text of a list of {@code [type, sourceRef, targetRef]}
 */
public record LoggedState(String ref, UUID uid, String body, String errors, String relations, boolean orphan) {
    /** The edges that the entity states, those whose source is another entity included. Sorted. */
    public List<Relation> stated() {
        return Json.read(relations)
                .valueStream()
                .map(edge -> new Relation(
                        edge.path(0).asString(),
                        edge.path(1).asString(),
                        edge.path(2).asString()))
                .sorted()
                .toList();
    }

    /**
     * The entity as it is served, but that its relations are only those that it states of itself, and that its etag therefore is
     * another one.
     */
    public Entity served() {
        var own = stated().stream().filter(edge -> edge.sourceRef().equals(ref)).toList();
        return FinalEntity.assemble(Entity.parse(body), own, EntityError.parseAll(errors), uid.toString(), orphan);
    }

    /** Roughly how much room its text takes, in characters. */
    public int size() {
        return body.length() + errors.length() + relations.length();
    }
}
