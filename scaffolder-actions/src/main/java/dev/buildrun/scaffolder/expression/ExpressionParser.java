package dev.buildrun.scaffolder.expression;

import dev.buildrun.scaffolder.expression.Expr.Args;
import dev.buildrun.scaffolder.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses expressions, from the loosest binding to the tightest: inline if, or, and, not, in, is, equality, order, sum,
 * product (see {@link ProductParser}), power, filter, sign, member and call.
 */
final class ExpressionParser {
    private static final Set<String> LITERALS = Set.of("true", "false", "null", "none");

    private final Tokens tokens;
    private final ProductParser products;

    ExpressionParser(Tokens tokens) {
        this.tokens = tokens;
        this.products = new ProductParser(tokens, this::power);
    }

    /** An expression that ends where the code ends. */
    Expr parseAll() {
        var expression = parse();
        tokens.expectEnd();
        return expression;
    }

    Expr parse() {
        var value = or();
        if (!tokens.skipName("if")) {
            return value;
        }
        var condition = or();
        var otherwise = tokens.skipName("else") ? tokens.nested(this::or) : null;
        return new Expr.Conditional(value.at(), condition, value, otherwise);
    }

    /** Names separated by commas, to be assigned to. */
    List<String> targets() {
        var names = new ArrayList<String>();
        do {
            var token = tokens.expect(Kind.NAME);
            if (LITERALS.contains(token.text())) {
                throw new TemplateFailure("Binding targets must be ordinary names", token.at());
            }
            names.add(tokens.allowed(token));
        } while (tokens.skip(","));
        return names;
    }

    /** Parameters of a macro up to the closing parenthesis. */
    List<Node.Parameter> parameters() {
        var parameters = new ArrayList<Node.Parameter>();
        var args = args();
        for (var expression : args.positional()) {
            if (!(expression instanceof Expr.Name name)) {
                throw new TemplateFailure("Formal parameters must be names", expression.at());
            }
            parameters.add(new Node.Parameter(name.name(), null));
        }
        args.keywords().forEach(entry -> parameters.add(new Node.Parameter(entry.name(), entry.value())));
        return parameters;
    }

    /** One filter with its arguments, applied to a value. */
    Expr.Filter filter(Expr input) {
        var first = tokens.expect(Kind.NAME);
        var name = new StringBuilder(tokens.allowed(first));
        while (tokens.skip(".")) {
            name.append('.').append(tokens.allowed(tokens.expect(Kind.NAME)));
        }
        var supplied = tokens.skip("(") ? tokens.nested(this::args) : Args.NONE;
        var positional = new ArrayList<Expr>();
        positional.add(input);
        positional.addAll(supplied.positional());
        return new Expr.Filter(first.at(), name.toString(), new Args(positional, supplied.keywords()));
    }

    private Expr or() {
        var left = and();
        while (tokens.skipName("or")) {
            left = new Expr.Or(left.at(), left, and());
        }
        return left;
    }

    private Expr and() {
        var left = not();
        while (tokens.skipName("and")) {
            left = new Expr.And(left.at(), left, not());
        }
        return left;
    }

    private Expr not() {
        var at = tokens.peek().at();
        return tokens.skipName("not") ? negate(tokens.nested(this::not), at) : membership();
    }

    /** {@code not a == b} negates {@code a} alone, and so with sums and products: the language has always done so. */
    private static Expr negate(Expr operand, int at) {
        return switch (operand) {
            case Expr.Binary(var _, var operator, var left, var right)
            when operator != Expr.BinaryOperator.POWER -> new Expr.Binary(at, operator, negate(left, at), right);
            case Expr.Compare(var _, var first, var comparisons) ->
                new Expr.Compare(at, negate(first, at), comparisons);
            case Expr other -> new Expr.Unary(at, Expr.UnaryOperator.NOT, other);
        };
    }

    private Expr membership() {
        var left = test();
        while (true) {
            var negated = tokens.peek().isName("not") && tokens.peek(1).isName("in");
            if (negated) {
                tokens.skipName("not");
            }
            if (!tokens.skipName("in")) {
                return left;
            }
            Expr contains = new Expr.Contains(left.at(), left, test());
            left = negated ? new Expr.Unary(left.at(), Expr.UnaryOperator.NOT, contains) : contains;
        }
    }

    private Expr test() {
        var left = equality();
        if (!tokens.skipName("is")) {
            return left;
        }
        var negated = tokens.skipName("not");
        var right = equality();
        var test = switch (right) {
            case Expr.Call(var at, var target, var args) -> new Expr.Test(at, left, testName(target), args);
            case Expr.Filter(var at, var name, var args) -> new Expr.Test(at, left, name, args);
            case Expr other -> new Expr.Test(other.at(), left, testName(other), null);
        };
        return negated ? new Expr.Unary(left.at(), Expr.UnaryOperator.NOT, test) : test;
    }

    /** What is no plain name asks whether the value is undefined: the language has always read it so. */
    private static String testName(Expr expression) {
        return switch (expression) {
            case Expr.Name(var _, var name) -> name;
            case Expr.Constant(var _, var value) -> new Coercion(new Budget()).text(value);
            case Expr _ -> "undefined";
        };
    }

    private Expr equality() {
        var left = relation();
        var comparisons = new ArrayList<Expr.Comparison>();
        for (var comparator = tokens.skipEquality(); comparator != null; comparator = tokens.skipEquality()) {
            comparisons.add(new Expr.Comparison(comparator, relation()));
        }
        return compared(left, comparisons);
    }

    private Expr relation() {
        var left = sum();
        var comparisons = new ArrayList<Expr.Comparison>();
        for (var comparator = tokens.skipRelation(); comparator != null; comparator = tokens.skipRelation()) {
            comparisons.add(new Expr.Comparison(comparator, sum()));
        }
        return compared(left, comparisons);
    }

    private static Expr compared(Expr left, List<Expr.Comparison> comparisons) {
        return comparisons.isEmpty() ? left : new Expr.Compare(left.at(), left, comparisons);
    }

    private Expr sum() {
        var left = products.parse();
        while (true) {
            var operator = tokens.skip("+")
                    ? Expr.BinaryOperator.ADD
                    : tokens.skip("-")
                            ? Expr.BinaryOperator.SUBTRACT
                            : tokens.skip("~") ? Expr.BinaryOperator.CONCATENATE : null;
            if (operator == null) {
                return left;
            }
            left = new Expr.Binary(left.at(), operator, left, products.parse());
        }
    }

    private Expr power() {
        var left = filtered();
        while (tokens.skip("**")) {
            left = new Expr.Binary(left.at(), Expr.BinaryOperator.POWER, left, filtered());
        }
        return left;
    }

    private Expr filtered() {
        var value = sign();
        while (tokens.skip("|")) {
            value = filter(value);
        }
        return value;
    }

    private Expr sign() {
        var at = tokens.peek().at();
        var operator = tokens.skip("-") ? Expr.UnaryOperator.MINUS : tokens.skip("+") ? Expr.UnaryOperator.PLUS : null;
        if (operator == null) {
            return postfix();
        }
        var operand = tokens.nested(this::sign);
        if (operand instanceof Expr.Unary(var place, var inner, var _) && inner == operator) {
            var symbol = operator == Expr.UnaryOperator.MINUS ? "-" : "+";
            throw new TemplateFailure("Repeated unparenthesized unary " + symbol + " is not supported", place);
        }
        return new Expr.Unary(at, operator, operand);
    }

    private Expr postfix() {
        var value = primary();
        while (true) {
            var target = value;
            if (tokens.skip(".")) {
                var key = tokens.expect(Kind.NAME);
                value = new Expr.Member(key.at(), target, new Expr.Constant(key.at(), Value.of(tokens.allowed(key))));
            } else if (tokens.skip("[")) {
                value = tokens.nested(() -> subscript(target));
                tokens.expectOperator("]");
            } else if (tokens.skip("(")) {
                value = new Expr.Call(target.at(), target, tokens.nested(this::args));
            } else {
                return value;
            }
        }
    }

    private Expr subscript(Expr target) {
        var at = tokens.peek().at();
        var start = tokens.peek().isOperator(":") ? null : parse();
        if (!tokens.skip(":")) {
            if (start == null) {
                throw new TemplateFailure("Expected subscript expression", at);
            }
            if (start instanceof Expr.Constant(var place, Value.Text(var name))) {
                tokens.allowed(new Token(Kind.NAME, name, place));
            }
            return new Expr.Member(start.at(), target, start);
        }
        var stop = optionalPart();
        var step = tokens.skip(":") ? optionalPart() : null;
        return new Expr.Slice(at, target, start, stop, step);
    }

    private @Nullable Expr optionalPart() {
        var next = tokens.peek();
        return next.isOperator(":") || next.isOperator("]") ? null : parse();
    }

    private Expr primary() {
        var token = tokens.peek();
        return switch (token.kind()) {
            case NUMBER -> constant(Value.of(Double.parseDouble(token.text())));
            case STRING -> constant(Value.of(token.text()));
            case REGEX -> regex();
            case NAME -> name();
            case OPERATOR -> bracketed(token);
            case END -> throw new TemplateFailure("Unexpected expression token at end of input", token.at());
        };
    }

    private Expr constant(Value value) {
        return new Expr.Constant(tokens.next().at(), value);
    }

    private Expr regex() {
        var token = tokens.next();
        var slash = token.text().lastIndexOf('/');
        var literal = new Expr.RegexLiteral(
                token.at(), token.text().substring(0, slash), token.text().substring(slash + 1));
        Regex.check(literal);
        return literal;
    }

    private Expr name() {
        var token = tokens.next();
        return switch (token.text()) {
            case "true" -> new Expr.Constant(token.at(), Value.of(true));
            case "false" -> new Expr.Constant(token.at(), Value.of(false));
            case "null", "none" -> new Expr.Constant(token.at(), Value.NULL);
            default -> new Expr.Name(token.at(), tokens.allowed(token));
        };
    }

    private Expr bracketed(Token token) {
        if (tokens.skip("(")) {
            var items = tokens.nested(() -> items(")"));
            if (items.isEmpty()) {
                throw new TemplateFailure("Parenthesized expression cannot be empty", token.at());
            }
            return new Expr.Group(token.at(), items);
        }
        if (tokens.skip("[")) {
            return new Expr.ArrayLiteral(token.at(), tokens.nested(() -> items("]")));
        }
        if (tokens.skip("{")) {
            return new Expr.RecordLiteral(token.at(), tokens.nested(this::entries));
        }
        throw new TemplateFailure("Unexpected expression token " + JsText.quote(token.text()), token.at());
    }

    private List<Expr> items(String closing) {
        var items = new ArrayList<Expr>();
        if (tokens.skip(closing)) {
            return items;
        }
        do {
            items.add(parse());
        } while (tokens.skip(","));
        tokens.expectOperator(closing);
        return items;
    }

    private List<Expr.Entry> entries() {
        var entries = new ArrayList<Expr.Entry>();
        if (tokens.skip("}")) {
            return entries;
        }
        do {
            var key = tokens.next();
            if (key.kind() != Kind.STRING && (key.kind() != Kind.NAME || LITERALS.contains(key.text()))) {
                throw new TemplateFailure("Dictionary keys must be strings or names", key.at());
            }
            tokens.allowed(key);
            tokens.expectOperator(":");
            entries.add(new Expr.Entry(key.text(), parse()));
        } while (tokens.skip(","));
        tokens.expectOperator("}");
        return entries;
    }

    private Args args() {
        var positional = new ArrayList<Expr>();
        var keywords = new ArrayList<Expr.Entry>();
        if (tokens.skip(")")) {
            return Args.NONE;
        }
        do {
            if (tokens.peek().kind() == Kind.NAME && tokens.peek(1).isOperator("=")) {
                var name = tokens.allowed(tokens.next());
                tokens.expectOperator("=");
                keywords.add(new Expr.Entry(name, parse()));
            } else {
                positional.add(parse());
            }
        } while (tokens.skip(","));
        tokens.expectOperator(")");
        return new Args(positional, keywords);
    }
}
