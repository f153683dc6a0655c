package dev.buildrun.scaffolder.expression;

import dev.buildrun.scaffolder.expression.Expr.Comparator;
import dev.buildrun.scaffolder.expression.Token.Kind;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The tokens of one tag, read from left to right. */
final class Tokens {
    /** Brackets, signs and negations may be nested this deeply, and so may tags; it keeps the parser off the stack's end. */
    static final int MAX_DEPTH = 100;

    private final List<Token> tokens;
    private int index;
    private int depth;

    Tokens(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return peek(0);
    }

    Token peek(int ahead) {
        return tokens.get(Math.min(index + ahead, tokens.size() - 1));
    }

    Token next() {
        var token = peek();
        index++;
        return token;
    }

    boolean skip(String operator) {
        return advanceIf(peek().isOperator(operator));
    }

    boolean skipName(String name) {
        return advanceIf(peek().isName(name));
    }

    private boolean advanceIf(boolean condition) {
        if (condition) {
            index++;
        }
        return condition;
    }

    @Nullable
    Comparator skipEquality() {
        return skip("==")
                ? Comparator.EQUAL
                : skip("===")
                        ? Comparator.SAME
                        : skip("!=") ? Comparator.NOT_EQUAL : skip("!==") ? Comparator.NOT_SAME : null;
    }

    @Nullable
    Comparator skipRelation() {
        return skip("<")
                ? Comparator.LESS
                : skip("<=")
                        ? Comparator.AT_MOST
                        : skip(">") ? Comparator.GREATER : skip(">=") ? Comparator.AT_LEAST : null;
    }

    Token expect(Kind kind) {
        var token = next();
        if (token.kind() != kind) {
            var expected = kind == Kind.END ? "eof" : kind.name().toLowerCase(Locale.ROOT);
            throw new TemplateFailure("Expected " + expected + ", received " + received(token), token.at());
        }
        return token;
    }

    private static String received(Token token) {
        return token.text().isEmpty() ? "end of input" : JsText.quote(token.text());
    }

    void expectEnd() {
        expect(Kind.END);
    }

    void expectOperator(String operator) {
        if (!skip(operator)) {
            throw new TemplateFailure("Expected " + operator, peek().at());
        }
    }

    /** The token's text, unless it is a name that no template may mention. */
    String allowed(Token token) {
        if (Fields.isReserved(token.text())) {
            throw new TemplateFailure("Template name " + JsText.quote(token.text()) + " is reserved", token.at());
        }
        return token.text();
    }

    <T> T nested(Supplier<T> parse) {
        depth++;
        if (depth > MAX_DEPTH) {
            throw Budget.exceeded("nesting depth", MAX_DEPTH).at(peek().at());
        }
        var result = parse.get();
        depth--;
        return result;
    }
}
