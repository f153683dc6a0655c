package dev.buildrun.catalog.query;

import dev.buildrun.shape.Shape;
import java.util.Map;
import java.util.regex.Pattern;

/** What predicates look like: the alternatives in the order in which Backstage tries them, since the first that fits counts. */
final class PredicateShape {
    private static final Pattern NO_OPERATOR = Pattern.compile("^(?:[^$\\n\\r].*)?\\z");
    private static final Pattern OPERATOR = Pattern.compile("^\\$");
    private static final Shape LATER = new Shape.Later(PredicateShape::predicate);
    private static final Shape PRIMITIVE = Shape.either(Shape.TEXT, Shape.NUMBER, Shape.BOOLEAN);
    private static final Shape VALUE = Shape.either(
            PRIMITIVE,
            operator("$exists", Shape.BOOLEAN, false),
            operator("$in", new Shape.ListOf(PRIMITIVE), false),
            operator("$contains", LATER, false),
            operator("$hasPrefix", Shape.TEXT, false));
    private static final Shape EXPRESSION = Shape.either(
            new Shape.Entries(new Shape.Matching(NO_OPERATOR), VALUE),
            new Shape.Entries(new Shape.Matching(OPERATOR), Shape.NOTHING));
    private static final Shape PREDICATE = Shape.either(
            EXPRESSION,
            PRIMITIVE,
            operator("$all", new Shape.ListOf(LATER), true),
            operator("$any", new Shape.ListOf(LATER), true),
            operator("$not", LATER, true));

    private PredicateShape() {}

    static Shape predicate() {
        return PREDICATE;
    }

    private static Shape operator(String name, Shape operand, boolean strict) {
        return new Shape.Fields(Map.of(name, operand), strict);
    }
}
