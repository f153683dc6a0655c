package dev.buildrun.shape;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** A set of JSON values. A missing node stands for what JavaScript calls undefined. */
public sealed interface Shape {
    record Text() implements Shape {}

    /** A text in which the pattern occurs. */
    record Matching(Pattern pattern) implements Shape {}

    record Numeric() implements Shape {}

    /** A number without a fraction. */
    record Whole(int least) implements Shape {}

    record Bool() implements Shape {}

    record Null() implements Shape {}

    /** No value at all. */
    record Nothing() implements Shape {}

    /** This text and no other. */
    record Literal(String value) implements Shape {}

    /** One of some texts. */
    record OneOf(List<String> values) implements Shape {}

    record ListOf(Shape item) implements Shape {}

    /**
     * An object with these fields.
     *
     * @param strict whether others are an error; if not, they are left out of the value
     */
    record Fields(Map<String, Shape> shapes, boolean strict) implements Shape {}

    /** An object of which every key and every value has a shape. */
    record Entries(Shape key, Shape value) implements Shape {}

    /** The first of them that fits. */
    record Either(List<Shape> options) implements Shape {}

    /** The shape, or nothing. */
    record Maybe(Shape shape) implements Shape {}

    /** A shape that is known later, since it is a part of itself. */
    record Later(Supplier<Shape> shape) implements Shape {}

    /** What is made of a value, without what no shape names, and what is to complain of. */
    default Fit fit(JsonNode value) {
        return new Fitting().fit(this, value, Path.ROOT);
    }
}
