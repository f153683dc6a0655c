package dev.buildrun.catalog.http;

import dev.buildrun.error.ServiceException;
import dev.buildrun.shape.Complaint;
import dev.buildrun.shape.Shape;
import dev.buildrun.shape.Shapes;
import tools.jackson.databind.JsonNode;

/** A location as callers name it, checked as finely as Backstage does after the coarse check by the API's description. */
final class LocationInput {
    static final Shape SHAPE = Shapes.strictFields(
            Shapes.field("type", Shapes.TEXT),
            Shapes.field("target", Shapes.TEXT),
            Shapes.field(
                    "presence",
                    Shapes.maybe(Shapes.either(new Shape.Literal("required"), new Shape.Literal("optional")))));

    private LocationInput() {}

    /** @throws ServiceException of kind INPUT with everything that does not fit */
    static void check(Shape shape, JsonNode body) {
        var fit = shape.fit(body);
        if (!fit.isGood()) {
            throw ServiceException.input("Malformed request: " + Complaint.json(fit.complaints()));
        }
    }
}
