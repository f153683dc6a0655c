package dev.buildrun.scaffolder.expression;

import dev.buildrun.scaffolder.expression.Node.MacroBody;
import dev.buildrun.scaffolder.expression.Scanner.Piece;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses a whole template into nodes. */
final class TemplateParser {
    private static final List<String> TAGS =
            List.of("if", "for", "set", "macro", "call", "filter", "block", "switch", "raw", "verbatim");
    private static final Set<String> LOADING_TAGS = Set.of("include", "import", "from", "extends");
    private static final Set<String> INNER_TAGS = Set.of(
            "else",
            "elif",
            "elseif",
            "endif",
            "endfor",
            "endmacro",
            "endcall",
            "endfilter",
            "endset",
            "endblock",
            "case",
            "default",
            "endswitch");
    private static final Set<String> TAGS_WITH_CODE = Set.of("elif", "elseif", "case", "endblock");

    private final String source;
    private final List<Piece> pieces;
    private final Set<String> blockNames = new HashSet<>();
    private int index;
    private int depth;
    private int macros;

    private TemplateParser(String source, List<Piece> pieces) {
        this.source = source;
        this.pieces = pieces;
    }

    /**
     * Parses a source.
     *
     * @throws TemplateFailure with the place of the error
     */
    static List<Node> parse(String source, Dialect dialect, Whitespace whitespace) {
        if (source.length() > Budget.MAX_SOURCE) {
            throw Budget.exceeded("source code unit", Budget.MAX_SOURCE);
        }
        var parser = new TemplateParser(source, Scanner.scan(source, dialect, whitespace));
        return parser.body(Set.of(), 0).nodes;
    }

    /**
     * The nodes of a body.
     *
     * @param end the tag that ended the body; null at the end of the template
     */
    private record Body(List<Node> nodes, @Nullable Tag end) {
        boolean endsWith(String name) {
            return end != null && end.name.equals(name);
        }

        Tag ending() {
            if (end == null) {
                throw new IllegalStateException("asked for the end of a body that has none");
            }
            return end;
        }
    }

    /** A block tag: its name and the code after it. */
    private record Tag(int at, String name, int codeStart, int codeEnd) {}

    /** The nodes up to one of the tags that may end them; none may where the set is empty. */
    private Body body(Set<String> ends, int openedAt) {
        depth++;
        if (depth > Tokens.MAX_DEPTH) {
            throw Budget.exceeded("nesting depth", Tokens.MAX_DEPTH).at(openedAt);
        }
        var nodes = new ArrayList<Node>();
        while (index < pieces.size()) {
            var piece = pieces.get(index++);
            switch (piece.kind()) {
                case TEXT -> nodes.add(new Node.Literal(piece.at(), piece.text()));
                case VARIABLE ->
                    nodes.add(new Node.Output(
                            piece.at(), expressions(piece.start(), piece.end()).parseAll()));
                case BLOCK -> {
                    var tag = tag(piece);
                    if (ends.contains(tag.name)) {
                        depth--;
                        return new Body(nodes, checkedEnd(tag));
                    }
                    nodes.add(statement(tag, ends));
                }
                case COMMENT -> throw new IllegalStateException("comments are dropped by the scanner");
            }
        }
        depth--;
        return new Body(nodes, null);
    }

    private Body bodyOf(Tag opening, Set<String> ends) {
        var body = body(ends, opening.at);
        if (body.end == null) {
            throw new TemplateFailure("Missing end" + opening.name + " tag", opening.at);
        }
        return body;
    }

    private List<Node> bodyOf(Tag opening, String end) {
        return bodyOf(opening, Set.of(end)).nodes;
    }

    private Tag checkedEnd(Tag tag) {
        if (!TAGS_WITH_CODE.contains(tag.name) && tag.codeStart < tag.codeEnd) {
            throw new TemplateFailure(tag.name + " tag does not accept trailing content", tag.at);
        }
        return tag;
    }

    private Tag tag(Piece piece) {
        var start = skipBlanks(piece.start(), piece.end());
        var end = start;
        while (end < piece.end() && Lexer.isNamePart(source.charAt(end))) {
            end++;
        }
        return new Tag(piece.at(), source.substring(start, end), skipBlanks(end, piece.end()), piece.end());
    }

    private int skipBlanks(int from, int to) {
        var start = from;
        while (start < to && Lexer.isBlank(source.charAt(start))) {
            start++;
        }
        return start;
    }

    private ExpressionParser expressions(Tag tag) {
        return expressions(tag.codeStart, tag.codeEnd);
    }

    private ExpressionParser expressions(int start, int end) {
        return new ExpressionParser(new Tokens(Lexer.tokenize(source, start, end)));
    }

    private Node statement(Tag tag, Set<String> ends) {
        return switch (tag.name) {
            case "if" -> parseIf(tag);
            case "for" -> parseFor(tag);
            case "set" -> parseSet(tag);
            case "macro" -> parseMacro(tag);
            case "call" -> parseCall(tag);
            case "filter" -> parseFilter(tag);
            case "block" -> parseBlock(tag);
            case "switch" -> parseSwitch(tag);
            case "" -> throw new TemplateFailure("Template block tag cannot be empty", tag.at);
            default -> throw new TemplateFailure(refusal(tag.name, ends), tag.at);
        };
    }

    private static String refusal(String name, Set<String> ends) {
        if (LOADING_TAGS.contains(name)) {
            return "Unsupported template-loading tag " + JsText.quote(name);
        }
        if (!INNER_TAGS.contains(name)) {
            return "Unknown template tag " + JsText.quote(name) + Suggestion.of(name, TAGS);
        }
        return "Unexpected " + JsText.quote(name) + " tag"
                + (ends.isEmpty()
                        ? " without a matching opening tag"
                        : "; expected "
                                + String.join(" or ", ends.stream().sorted().toList()));
    }

    private Node parseIf(Tag tag) {
        var ends = Set.of("elif", "elseif", "else", "endif");
        var branches = new ArrayList<Node.Branch>();
        var condition = expressions(tag).parseAll();
        var body = bodyOf(tag, ends);
        branches.add(new Node.Branch(condition, body.nodes));
        while (body.endsWith("elif") || body.endsWith("elseif")) {
            condition = expressions(body.ending()).parseAll();
            body = bodyOf(tag, ends);
            branches.add(new Node.Branch(condition, body.nodes));
        }
        return new Node.If(tag.at, branches, body.endsWith("else") ? bodyOf(tag, "endif") : List.of());
    }

    private Node parseFor(Tag tag) {
        var tokens = new Tokens(Lexer.tokenize(source, tag.codeStart, tag.codeEnd));
        var parser = new ExpressionParser(tokens);
        var targets = parser.targets();
        if (!tokens.skipName("in")) {
            throw new TemplateFailure("For tag requires an in expression", tag.at);
        }
        if (targets.equals(List.of("loop"))) {
            throw new TemplateFailure("A single loop target cannot be named loop", tag.at);
        }
        var values = parser.parseAll();
        var body = bodyOf(tag, Set.of("else", "endfor"));
        var otherwise = body.endsWith("else") ? bodyOf(tag, "endfor") : List.<Node>of();
        return new Node.For(tag.at, targets, values, body.nodes, otherwise);
    }

    private Node parseSet(Tag tag) {
        var tokens = new Tokens(Lexer.tokenize(source, tag.codeStart, tag.codeEnd));
        var parser = new ExpressionParser(tokens);
        var targets = parser.targets();
        if (tokens.skip("=")) {
            return new Node.Assign(tag.at, targets, parser.parseAll());
        }
        tokens.expectEnd();
        return new Node.Capture(tag.at, targets, captured(tag, "set"));
    }

    /** What is captured may not declare a macro, at any depth. */
    private List<Node> captured(Tag tag, String where) {
        var before = macros;
        var body = bodyOf(tag, "end" + where);
        if (macros > before) {
            throw new TemplateFailure("Macro declarations are not supported inside " + where + " captures", tag.at);
        }
        return body;
    }

    private Node parseMacro(Tag tag) {
        var tokens = new Tokens(Lexer.tokenize(source, tag.codeStart, tag.codeEnd));
        if (tokens.peek().kind() != Token.Kind.NAME || !tokens.peek(1).isOperator("(")) {
            throw new TemplateFailure("Invalid macro signature", tag.at);
        }
        var name = tokens.allowed(tokens.next());
        tokens.expectOperator("(");
        var parameters = new ExpressionParser(tokens).parameters();
        tokens.expectEnd();
        macros++;
        return new Node.MacroTag(tag.at, name, new MacroBody(parameters, bodyOf(tag, "endmacro")));
    }

    private Node parseCall(Tag tag) {
        var tokens = new Tokens(Lexer.tokenize(source, tag.codeStart, tag.codeEnd));
        var parser = new ExpressionParser(tokens);
        var parameters = tokens.skip("(") ? parser.parameters() : List.<Node.Parameter>of();
        if (!(parser.parseAll() instanceof Expr.Call call)) {
            throw new TemplateFailure("Call block requires a function call", tag.at);
        }
        return new Node.CallTag(tag.at, call, new MacroBody(parameters, bodyOf(tag, "endcall")));
    }

    private Node parseFilter(Tag tag) {
        var tokens = new Tokens(Lexer.tokenize(source, tag.codeStart, tag.codeEnd));
        var body = captured(tag, "filter");
        var filter = new ExpressionParser(tokens).filter(new Expr.Captured(tag.at, body));
        tokens.expectEnd();
        return new Node.Output(tag.at, filter);
    }

    private Node parseBlock(Tag tag) {
        if (!(expressions(tag).parseAll() instanceof Expr.Name name)) {
            throw new TemplateFailure("Block name must be an identifier", tag.at);
        }
        if (!blockNames.add(name.name())) {
            throw new TemplateFailure("Block " + JsText.quote(name.name()) + " is declared more than once", tag.at);
        }
        var body = bodyOf(tag, Set.of("endblock"));
        var end = body.ending();
        var closing = source.substring(end.codeStart, end.codeEnd).strip();
        if (!closing.isEmpty() && !closing.equals(name.name())) {
            throw new TemplateFailure("Endblock name must match its opening block", end.at);
        }
        return new Node.Block(tag.at, name.name(), body.nodes);
    }

    private Node parseSwitch(Tag tag) {
        var value = expressions(tag).parseAll();
        var ends = Set.of("case", "default", "endswitch");
        var part = bodyOf(tag, ends);
        if (!part.nodes.isEmpty()) {
            throw new TemplateFailure("Switch content must begin with case or default", tag.at);
        }
        var cases = new ArrayList<Node.Case>();
        while (part.endsWith("case")) {
            var condition = expressions(part.ending()).parseAll();
            part = bodyOf(tag, ends);
            cases.add(new Node.Case(condition, part.nodes));
        }
        var fallback = part.endsWith("default") ? bodyOf(tag, "endswitch") : null;
        if (cases.isEmpty() && fallback == null) {
            throw new TemplateFailure("Switch requires at least one case or default", tag.at);
        }
        return new Node.Switch(tag.at, value, cases, fallback);
    }
}
