package dev.buildrun.shape;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Shapes put together. */
public final class Shapes {
    public static final Shape TEXT = new Shape.Text();
    public static final Shape NUMBER = new Shape.Numeric();
    public static final Shape BOOLEAN = new Shape.Bool();
    public static final Shape NULL = new Shape.Null();
    public static final Shape NOTHING = new Shape.Nothing();

    private Shapes() {}

    /** An object with some fields; others are left out. Their order is that of the complaints. */
    @SafeVarargs
    public static Shape fields(Map.Entry<String, Shape>... fields) {
        return new Shape.Fields(inOrder(fields), false);
    }

    /** An object with these fields and no others. */
    @SafeVarargs
    public static Shape strictFields(Map.Entry<String, Shape>... fields) {
        return new Shape.Fields(inOrder(fields), true);
    }

    public static Map.Entry<String, Shape> field(String name, Shape shape) {
        return Map.entry(name, shape);
    }

    @SafeVarargs
    private static Map<String, Shape> inOrder(Map.Entry<String, Shape>... fields) {
        var inOrder = new LinkedHashMap<String, Shape>();
        for (var field : fields) {
            inOrder.put(field.getKey(), field.getValue());
        }
        return inOrder;
    }

    public static Shape listOf(Shape item) {
        return new Shape.ListOf(item);
    }

    /** The first of some shapes that fits. */
    public static Shape either(Shape... options) {
        return new Shape.Either(List.of(options));
    }

    /** A shape, or nothing. */
    public static Shape maybe(Shape shape) {
        return new Shape.Maybe(shape);
    }
}
