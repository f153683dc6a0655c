package dev.buildrun.catalog.query;

import dev.buildrun.shape.Shape;
import dev.buildrun.shape.Shapes;
import java.util.Map;
import java.util.regex.Pattern;

/** What predicates look like: the alternatives in the order in which Backstage tries them, since the first that fits counts. */
final class PredicateShape {
    private static final Pattern NO_OPERATOR = Pattern.compile("^(?:[^$\\n\\r].*)?\\z");
    private static final Pattern OPERATOR = Pattern.compile("^\\$");
    private static final Shape LATER = new Shape.Later(PredicateShape::predicate);
    private static final Shape PRIMITIVE = Shapes.either(Shapes.TEXT, Shapes.NUMBER, Shapes.BOOLEAN);
    private static final Shape VALUE = Shapes.either(
            PRIMITIVE,
            operator("$exists", Shapes.BOOLEAN, false),
            operator("$in", Shapes.listOf(PRIMITIVE), false),
            operator("$contains", LATER, false),
            operator("$hasPrefix", Shapes.TEXT, false));
    private static final Shape EXPRESSION = Shapes.either(
            new Shape.Entries(new Shape.Matching(NO_OPERATOR), VALUE),
            new Shape.Entries(new Shape.Matching(OPERATOR), Shapes.NOTHING));
    private static final Shape PREDICATE = Shapes.either(
            EXPRESSION,
            PRIMITIVE,
            operator("$all", Shapes.listOf(LATER), true),
            operator("$any", Shapes.listOf(LATER), true),
            operator("$not", LATER, true));

    private PredicateShape() {}

    static Shape predicate() {
        return PREDICATE;
    }

    private static Shape operator(String name, Shape operand, boolean strict) {
        return new Shape.Fields(Map.of(name, operand), strict);
    }
}
