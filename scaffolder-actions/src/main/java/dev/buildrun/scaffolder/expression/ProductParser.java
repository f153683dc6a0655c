package dev.buildrun.scaffolder.expression;

import dev.buildrun.scaffolder.expression.Expr.BinaryOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Parses {@code * / // %}. They group to the left in the order they are written, except that {@code //} binds tighter than
 * {@code *} and {@code /} and looser than {@code %}, and floors the whole quotient to its left.
 */
final class ProductParser {
    /** A first factor and what is done to it, still ungrouped. */
    private record Chain(Expr first, List<Step> steps) {
        void append(BinaryOperator operator, Chain right) {
            steps.add(new Step(operator, right.first));
            steps.addAll(right.steps);
        }

        Expr grouped() {
            var left = first;
            for (var step : steps) {
                left = new Expr.Binary(left.at(), step.operator, left, step.operand);
            }
            return left;
        }
    }

    private record Step(BinaryOperator operator, Expr operand) {}

    private final Tokens tokens;
    private final Supplier<Expr> factor;

    ProductParser(Tokens tokens, Supplier<Expr> factor) {
        this.tokens = tokens;
        this.factor = factor;
    }

    Expr parse() {
        var product = quotient();
        while (tokens.skip("*")) {
            product.append(BinaryOperator.MULTIPLY, quotient());
        }
        return product.grouped();
    }

    private Chain quotient() {
        var chain = floored();
        while (tokens.skip("/")) {
            chain.append(BinaryOperator.DIVIDE, floored());
        }
        return chain;
    }

    private Chain floored() {
        var chain = remainder();
        while (tokens.skip("//")) {
            chain.append(BinaryOperator.DIVIDE, remainder());
            var quotient = chain.grouped();
            chain = new Chain(new Expr.Unary(quotient.at(), Expr.UnaryOperator.FLOOR, quotient), new ArrayList<>());
        }
        return chain;
    }

    private Chain remainder() {
        var chain = new Chain(factor.get(), new ArrayList<>());
        while (tokens.skip("%")) {
            chain.steps.add(new Step(BinaryOperator.REMAINDER, factor.get()));
        }
        return chain;
    }
}
