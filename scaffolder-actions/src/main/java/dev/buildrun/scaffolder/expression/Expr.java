package dev.buildrun.scaffolder.expression;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An expression. {@code at} is the offset in the source that an error message points to. */
sealed interface Expr {
    int at();

    record Constant(int at, Value value) implements Expr {}

    /** A regular expression is an object with a state, so that every evaluation makes its own. */
    record RegexLiteral(int at, String pattern, String flags) implements Expr {}

    record Name(int at, String name) implements Expr {}

    record ArrayLiteral(int at, List<Expr> items) implements Expr {}

    /** Expressions in parentheses; the last one is the value. */
    record Group(int at, List<Expr> items) implements Expr {}

    record RecordLiteral(int at, List<Entry> entries) implements Expr {}

    record Entry(String name, Expr value) {}

    record Member(int at, Expr target, Expr key) implements Expr {}

    /** {@code target[start:stop:step]}; null for a part that is left out. */
    record Slice(
            int at,
            Expr target,
            @Nullable Expr start,
            @Nullable Expr stop,
            @Nullable Expr step) implements Expr {}

    record Call(int at, Expr target, Args args) implements Expr {}

    /** The first positional argument is the value before the bar. */
    record Filter(int at, String name, Args args) implements Expr {}

    /** The body of a filter block, whose text the filter gets. */
    record Captured(int at, List<Node> body) implements Expr {}

    /**
     * {@code value is name(args)}.
     *
     * @param args null where the test has no parentheses
     */
    record Test(int at, Expr value, String name, @Nullable Args args) implements Expr {}

    record Conditional(
            int at, Expr condition, Expr value, @Nullable Expr otherwise) implements Expr {}

    record Or(int at, Expr left, Expr right) implements Expr {}

    record And(int at, Expr left, Expr right) implements Expr {}

    record Contains(int at, Expr item, Expr container) implements Expr {}

    record Unary(int at, UnaryOperator operator, Expr operand) implements Expr {}

    record Binary(int at, BinaryOperator operator, Expr left, Expr right) implements Expr {}

    record Compare(int at, Expr first, List<Comparison> comparisons) implements Expr {}

    record Comparison(Comparator comparator, Expr operand) {}

    record Args(List<Expr> positional, List<Entry> keywords) {
        static final Args NONE = new Args(List.of(), List.of());
    }

    enum UnaryOperator {
        NOT,
        MINUS,
        PLUS,
        /** What {@code //} does to its quotient. */
        FLOOR
    }

    enum BinaryOperator {
        ADD,
        SUBTRACT,
        CONCATENATE,
        MULTIPLY,
        DIVIDE,
        REMAINDER,
        POWER
    }

    enum Comparator {
        EQUAL,
        SAME,
        NOT_EQUAL,
        NOT_SAME,
        LESS,
        AT_MOST,
        GREATER,
        AT_LEAST
    }
}
