package dev.buildrun.scaffolder.expression;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a template consists of between its delimiters. {@code at} is the offset of the tag in the source. */
sealed interface Node {
    int at();

    record Literal(int at, String text) implements Node {}

    record Output(int at, Expr value) implements Node {}

    record If(int at, List<Branch> branches, List<Node> otherwise) implements Node {}

    record Branch(Expr condition, List<Node> body) {}

    record For(int at, List<String> targets, Expr values, List<Node> body, List<Node> otherwise) implements Node {}

    record Assign(int at, List<String> targets, Expr value) implements Node {}

    record Capture(int at, List<String> targets, List<Node> body) implements Node {}

    record MacroTag(int at, String name, MacroBody macro) implements Node {}

    record CallTag(int at, Expr.Call call, MacroBody caller) implements Node {}

    record Block(int at, String name, List<Node> body) implements Node {}

    /**
     * The first case that equals the value, and those below it while they are empty.
     *
     * @param fallback null where there is no {@code default}
     */
    record Switch(
            int at, Expr value, List<Case> cases, @Nullable List<Node> fallback) implements Node {}

    record Case(Expr value, List<Node> body) {}

    /** What a macro and the body of a call block have in common: parameters, some with defaults, and a body. */
    record MacroBody(List<Parameter> parameters, List<Node> body) {
        List<String> required() {
            return parameters.stream()
                    .filter(parameter -> parameter.fallback() == null)
                    .map(Parameter::name)
                    .toList();
        }

        List<String> optional() {
            return parameters.stream()
                    .filter(parameter -> parameter.fallback() != null)
                    .map(Parameter::name)
                    .toList();
        }

        boolean declares(String name) {
            return parameters.stream().anyMatch(parameter -> parameter.name().equals(name));
        }
    }

    /**
     * A parameter of a macro.
     *
     * @param fallback null for a parameter without a default
     */
    record Parameter(String name, @Nullable Expr fallback) {}

    /** The expression of a template that is one output tag and nothing else, whose value is kept as it is. */
    static Optional<Expr> soleExpression(List<Node> template) {
        return template.size() == 1 && template.getFirst() instanceof Output output
                ? Optional.of(output.value())
                : Optional.empty();
    }
}
