package dev.buildrun.scaffolder.expression;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Evaluates expressions. */
final class ExpressionEvaluator {
    private static final Set<String> BUILTIN_GLOBALS = Set.of("range", "cycler", "joiner");
    private static final Value ZERO = Value.of(0);
    private static final Map<String, Value> PYTHON_NAMES =
            Map.of("True", Value.of(true), "False", Value.of(false), "None", Value.NULL);

    private final Coercion js;
    private final TemplateExtensions extensions;
    private final Dialect dialect;
    private final Evaluator tags;
    private final Members members;
    private final Calls calls;
    private final Consumer<String> notices;

    ExpressionEvaluator(
            Coercion js, TemplateExtensions extensions, Dialect dialect, Evaluator tags, Consumer<String> notices) {
        this.notices = notices;
        this.js = js;
        this.extensions = extensions;
        this.dialect = dialect;
        this.tags = tags;
        this.members = new Members(dialect);
        this.calls = new Calls(js, members, tags);
    }

    Value evaluate(Expr expression, Scope scope) {
        js.budget().enter();
        try {
            var value = evaluateUnplaced(expression, scope);
            js.budget().leave();
            return value;
        } catch (TemplateFailure failure) {
            throw failure.at(expression.at());
        }
    }

    private Value evaluateUnplaced(Expr expression, Scope scope) {
        return switch (expression) {
            case Expr.Constant constant -> constant.value();
            case Expr.RegexLiteral literal -> new Regex(literal.pattern(), literal.flags());
            case Expr.Name name -> resolve(name.name(), scope);
            case Expr.ArrayLiteral array -> Value.of(all(array.items(), scope));
            case Expr.Group group -> all(group.items(), scope).getLast();
            case Expr.RecordLiteral literal -> new Fields(entries(literal.entries(), scope));
            case Expr.Member member -> member(member, scope);
            case Expr.Slice slice -> slice(slice, scope);
            case Expr.Call call -> call(call, scope);
            case Expr.Filter filter -> filter(filter, scope);
            case Expr.Captured captured -> tags.capture(captured.body(), scope);
            case Expr.Test test -> test(test, scope);
            case Expr.Conditional conditional -> conditional(conditional, scope);
            case Expr.Or(var _, var left, var right) -> {
                var value = evaluate(left, scope);
                yield Coercion.truthy(value) ? value : evaluate(right, scope);
            }
            case Expr.And(var _, var left, var right) -> {
                var value = evaluate(left, scope);
                yield Coercion.truthy(value) ? evaluate(right, scope) : value;
            }
            case Expr.Contains(var _, var item, var container) -> {
                var value = evaluate(item, scope);
                yield Value.of(contains(evaluate(container, scope), value));
            }
            case Expr.Unary unary -> unary(unary, scope);
            case Expr.Binary binary -> binary(binary, scope);
            case Expr.Compare compare -> compare(compare, scope);
        };
    }

    private List<Value> all(List<Expr> expressions, Scope scope) {
        var values = new ArrayList<Value>(expressions.size());
        for (var expression : expressions) {
            values.add(evaluate(expression, scope));
        }
        return values;
    }

    private Map<String, Value> entries(List<Expr.Entry> entries, Scope scope) {
        var values = new LinkedHashMap<String, Value>();
        for (var entry : entries) {
            values.put(entry.name(), evaluate(entry.value(), scope));
        }
        return values;
    }

    Arguments arguments(Expr.Args args, Scope scope) {
        return new Arguments(all(args.positional(), scope), entries(args.keywords(), scope));
    }

    private Value resolve(String name, Scope scope) {
        var value = scope.find(name);
        if (value != null) {
            return value;
        }
        if (dialect == Dialect.COOKIECUTTER && PYTHON_NAMES.containsKey(name)) {
            return PYTHON_NAMES.getOrDefault(name, Value.UNDEFINED);
        }
        var global = extensions.values().get(name);
        if (global != null) {
            return JsonBridge.toValue(global);
        }
        var function = extensions.functions().get(name);
        if (function != null) {
            return new Callable.Extension(name, function);
        }
        return BUILTIN_GLOBALS.contains(name) ? new Callable.Builtin(name) : Value.UNDEFINED;
    }

    private Value member(Expr.Member member, Scope scope) {
        var target = evaluate(member.target(), scope);
        return members.read(target, key(member, scope));
    }

    private String key(Expr.Member member, Scope scope) {
        return js.text(evaluate(member.key(), scope));
    }

    private Value conditional(Expr.Conditional conditional, Scope scope) {
        if (Coercion.truthy(evaluate(conditional.condition(), scope))) {
            return evaluate(conditional.value(), scope);
        }
        return conditional.otherwise() == null ? Value.EMPTY : evaluate(conditional.otherwise(), scope);
    }

    private Value call(Expr.Call call, Scope scope) {
        if (!(call.target() instanceof Expr.Member member)) {
            return invoke(evaluate(call.target(), scope), call, scope);
        }
        var receiver = evaluate(member.target(), scope);
        var name = key(member, scope);
        var found = members.read(receiver, name);
        var older = Value.isUndefined(found) ? OldEngineMethods.find(receiver, name) : null;
        if (older == null) {
            return invoke(found, call, scope);
        }
        older.check(name, call.args());
        notices.accept("Method " + name + " is one that scaffolders since 4.1 refuse; here it works as before");
        return older.operation().apply(receiver, arguments(call.args(), scope), js);
    }

    private Value invoke(Value target, Expr.Call call, Scope scope) {
        if (!(target instanceof Callable callable)) {
            var path = path(call.target());
            var what = path == null ? "Template expression" : "Template value " + JsText.quote(path);
            throw new TemplateFailure(what + " resolved to " + Value.kindOf(target) + " and cannot be called");
        }
        calls.checkSyntax(callable, call.args());
        return calls.invoke(callable, arguments(call.args(), scope));
    }

    /** How the called thing is written, null where it is not just names. */
    private static @Nullable String path(Expr expression) {
        if (expression instanceof Expr.Name name) {
            return name.name();
        }
        if (expression instanceof Expr.Member(var _, var target, Expr.Constant(var _, Value.Text(var key)))) {
            var parent = path(target);
            return parent == null ? null : parent + "." + key;
        }
        return null;
    }

    private Value filter(Expr.Filter filter, Scope scope) {
        var extension = extensions.filters().get(filter.name());
        if (extension != null) {
            if (!filter.args().keywords().isEmpty()) {
                throw new TemplateFailure("Registered filter " + filter.name() + " does not accept keyword arguments");
            }
            return calls.extension("filter", filter.name(), extension, arguments(filter.args(), scope));
        }
        var own = dialect == Dialect.COOKIECUTTER ? CookiecutterFilters.find(filter.name()) : null;
        var name = dialect == Dialect.COOKIECUTTER && filter.name().equals("jsonify") ? "dump" : filter.name();
        var builtin = own == null ? Filters.find(name) : own;
        if (builtin == null) {
            var known = new ArrayList<>(Filters.names());
            known.addAll(extensions.filters().keySet());
            throw new TemplateFailure("Unknown template filter " + JsText.quote(name) + Suggestion.of(name, known));
        }
        var arguments = arguments(filter.args(), scope);
        arguments.refuseCallables();
        var input = arguments.get(0);
        try {
            var rest = arguments.rest();
            return builtin.apply(input, own == null ? Filters.lower(name, rest) : CookiecutterFilters.lower(rest), js);
        } catch (TemplateFailure failure) {
            throw failure.in("Filter " + JsText.quote(name) + " failed for " + Value.kindOf(input) + " input");
        }
    }

    private Value test(Expr.Test test, Scope scope) {
        var args = test.args();
        Tests.checkArity(test.name(), args == null ? 0 : args.positional().size());
        if (args != null && !args.keywords().isEmpty()) {
            throw new TemplateFailure("Template test " + test.name() + " does not accept keyword arguments");
        }
        var input = evaluate(test.value(), scope);
        var argument = args == null ? Value.UNDEFINED : arguments(args, scope).get(0);
        try {
            return Value.of(Tests.apply(test.name(), input, argument, js));
        } catch (TemplateFailure failure) {
            throw failure.in("Test " + JsText.quote(test.name()) + " failed for " + Value.kindOf(input) + " input");
        }
    }

    private boolean contains(Value container, Value item) {
        return switch (container) {
            case Value.Text text -> text.value().contains(js.text(item));
            case Value.SafeText _ -> Set.of("val", "length").contains(js.text(item));
            case Value.Items items -> {
                js.budget().work(items.size());
                yield items.values().stream().anyMatch(entry -> Coercion.strictlyEqual(entry, item));
            }
            case Fields fields -> fields.has(js.text(item));
            case Value.Nothing _, Value.Bool _, Value.Num _, Regex _, Callable _ ->
                throw new TemplateFailure("Membership requires an array, record, or string");
        };
    }

    private Value unary(Expr.Unary unary, Scope scope) {
        var value = evaluate(unary.operand(), scope);
        return switch (unary.operator()) {
            case NOT -> Value.of(!Coercion.truthy(value));
            case MINUS -> Value.of(-js.number(value));
            case PLUS -> Value.of(js.number(value));
            case FLOOR -> Value.of(Math.floor(js.number(value)));
        };
    }

    private Value binary(Expr.Binary binary, Scope scope) {
        var left = evaluate(binary.left(), scope);
        var right = evaluate(binary.right(), scope);
        return switch (binary.operator()) {
            case ADD -> js.add(left, right);
            case CONCATENATE -> js.concatenate(left, right);
            case SUBTRACT -> Value.of(js.number(left) - js.number(right));
            case MULTIPLY -> Value.of(js.number(left) * js.number(right));
            case DIVIDE -> Value.of(js.number(left) / js.number(right));
            case REMAINDER -> Value.of(js.number(left) % js.number(right));
            case POWER -> Value.of(Math.pow(js.number(left), js.number(right)));
        };
    }

    private Value compare(Expr.Compare compare, Scope scope) {
        var left = evaluate(compare.first(), scope);
        for (var comparison : compare.comparisons()) {
            left = Value.of(holds(left, comparison.comparator(), evaluate(comparison.operand(), scope)));
        }
        return left;
    }

    private boolean holds(Value left, Expr.Comparator comparator, Value right) {
        return switch (comparator) {
            case EQUAL -> js.looselyEqual(left, right);
            case NOT_EQUAL -> !js.looselyEqual(left, right);
            case SAME -> Coercion.strictlyEqual(left, right);
            case NOT_SAME -> !Coercion.strictlyEqual(left, right);
            case LESS -> js.order(left, right) == Coercion.Order.LESS;
            case GREATER -> js.order(left, right) == Coercion.Order.GREATER;
            case AT_MOST -> isOneOf(js.order(left, right), Coercion.Order.LESS);
            case AT_LEAST -> isOneOf(js.order(left, right), Coercion.Order.GREATER);
        };
    }

    private static boolean isOneOf(Coercion.Order order, Coercion.Order strict) {
        return order == strict || order == Coercion.Order.EQUAL;
    }

    /**
     * Entries from start to before stop. Beyond the end there is one undefined entry, and an index that is a text grows as texts
     * do, as in Nunjucks.
     */
    private Value slice(Expr.Slice slice, Scope scope) {
        var input = evaluate(slice.target(), scope);
        if (input instanceof Callable) {
            throw new TemplateFailure("Callable values cannot be sliced");
        }
        var target = Coercion.truthy(input) ? input : Value.of(List.<Value>of());
        var length = Members.own(target, "length");
        var start = slice.start() == null ? Value.NULL : evaluate(slice.start(), scope);
        var stop = slice.stop() == null ? Value.NULL : evaluate(slice.stop(), scope);
        var step = slice.step() == null ? Value.of(1) : evaluate(slice.step(), scope);
        var size = js.number(step);
        if (!Double.isFinite(size) || size == 0) {
            throw new TemplateFailure("Slice step must have finite non-zero numeric coercion");
        }
        var first = start == Value.NULL ? Value.of(size < 0 ? js.number(length) - 1 : 0) : fromEnd(start, length);
        var end = stop == Value.NULL ? (size < 0 ? Value.of(-1) : length) : fromEnd(stop, length);
        var values = new ArrayList<Value>();
        for (var index = first; !isBefore(index, ZERO) && !isBefore(length, index); index = js.add(index, step)) {
            if (size > 0
                    ? isOneOf(js.order(index, end), Coercion.Order.GREATER)
                    : isOneOf(js.order(index, end), Coercion.Order.LESS)) {
                break;
            }
            js.budget().work(1);
            values.add(Members.own(target, js.text(index)));
        }
        return Value.of(values);
    }

    private Value fromEnd(Value index, Value length) {
        return isBefore(index, ZERO) ? js.add(index, length) : index;
    }

    private boolean isBefore(Value left, Value right) {
        return js.order(left, right) == Coercion.Order.LESS;
    }
}
