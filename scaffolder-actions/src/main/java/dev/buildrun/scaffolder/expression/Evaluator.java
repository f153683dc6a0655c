package dev.buildrun.scaffolder.expression;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs the tags of one template, once. */
final class Evaluator {
    /**
     * Where a tag runs.
     *
     * @param exportsMacros a macro declared here can be called from everywhere, from its own body too
     * @param loopLengths the length that each loop last had; an empty value leaves it as it was, and an {@code else} looks at
     *     it (Nunjucks behaves so, and templates get what they always got)
     */
    private record Frame(Scope scope, boolean exportsMacros, Map<Node.For, Value> loopLengths) {
        Frame inLoop() {
            return new Frame(scope.child(), false, loopLengths);
        }

        static Frame function(Scope scope, boolean exportsMacros) {
            return new Frame(scope, exportsMacros, new IdentityHashMap<>());
        }
    }

    private final Coercion js;
    private final Scope exports;
    private final Frame root;
    private final ExpressionEvaluator expressions;

    Evaluator(TemplateExtensions extensions, Dialect dialect, Fields context, Consumer<String> notices) {
        this.js = new Coercion(new Budget());
        this.exports = Scope.of(context).isolatedChild();
        this.root = new Frame(exports.topLevel(), true, new IdentityHashMap<>());
        this.expressions = new ExpressionEvaluator(js, extensions, dialect, this, notices);
    }

    Budget budget() {
        return js.budget();
    }

    String print(List<Node> template) {
        var output = new StringBuilder();
        run(template, root, output);
        return output.toString();
    }

    Value evaluate(Expr expression) {
        return expressions.evaluate(expression, root.scope);
    }

    /** The text of a filter block. */
    Value capture(List<Node> body, Scope scope) {
        var text = new StringBuilder();
        run(body, Frame.function(scope.captured(), false), text);
        return Value.of(text.toString());
    }

    /** The text of a macro's or caller's body. */
    Value call(Callable.Macro macro, Arguments arguments) {
        var body = macro.body();
        var matched = arguments.matched(body.required(), body.optional());
        var scope = macro.scope().isolatedChild();
        var index = 0;
        for (var parameter : body.parameters()) {
            var fallback = parameter.fallback();
            var given =
                    fallback == null ? matched.get(index++) : matched.keywords().get(parameter.name());
            scope.define(
                    parameter.name(),
                    given == null && fallback != null ? expressions.evaluate(fallback, scope) : known(given));
        }
        var caller = matched.keywords().get("caller");
        if (caller != null && !body.declares("caller")) {
            scope.define("caller", caller);
        }
        var text = new StringBuilder();
        run(body.body(), Frame.function(scope, !macro.caller()), text);
        return new Value.SafeText(text.toString());
    }

    private static Value known(@Nullable Value value) {
        return value == null ? Value.UNDEFINED : value;
    }

    private void run(List<Node> nodes, Frame frame, StringBuilder output) {
        for (var node : nodes) {
            budget().enter();
            try {
                run(node, frame, output);
            } catch (TemplateFailure failure) {
                throw failure.at(node.at());
            }
            budget().leave();
        }
    }

    private void run(Node node, Frame frame, StringBuilder output) {
        switch (node) {
            case Node.Literal literal -> print(literal.text(), output);
            case Node.Output tag -> print(js.print(evaluate(tag.value(), frame)), output);
            case Node.If tag -> run(chosen(tag, frame), frame, output);
            case Node.For tag -> loop(tag, frame, output);
            case Node.Assign tag -> assign(tag.targets(), evaluate(tag.value(), frame), frame);
            case Node.Capture tag -> {
                var text = new StringBuilder();
                run(tag.body(), frame, text);
                assign(tag.targets(), Value.of(text.toString()), frame);
            }
            case Node.MacroTag tag -> declare(tag, frame);
            case Node.CallTag tag -> print(js.print(callBlock(tag, frame)), output);
            case Node.Block tag -> run(tag.body(), Frame.function(frame.scope.block(), true), output);
            case Node.Switch tag -> choose(tag, frame, output);
        }
    }

    private List<Node> chosen(Node.If tag, Frame frame) {
        for (var branch : tag.branches()) {
            if (Coercion.truthy(evaluate(branch.condition(), frame))) {
                return branch.body();
            }
        }
        return tag.otherwise();
    }

    private Value evaluate(Expr expression, Frame frame) {
        return expressions.evaluate(expression, frame.scope);
    }

    private void print(String text, StringBuilder output) {
        budget().output(text.length());
        output.append(text);
    }

    private void assign(List<String> targets, Value value, Frame frame) {
        for (var target : targets) {
            frame.scope.assign(target, value);
            if (frame.scope.isTopLevel()) {
                exports.define(target, value);
            }
        }
    }

    private void declare(Node.MacroTag tag, Frame frame) {
        var macro = new Callable.Macro(tag.macro(), exports, false);
        frame.scope.define(tag.name(), macro);
        if (frame.exportsMacros) {
            exports.define(tag.name(), macro);
        }
    }

    private Value callBlock(Node.CallTag tag, Frame frame) {
        var target = evaluate(tag.call().target(), frame);
        if (!(target instanceof Callable.Macro macro) || macro.caller()) {
            throw new TemplateFailure("Call blocks can target only template macros");
        }
        var arguments = expressions.arguments(tag.call().args(), frame.scope);
        var keywords = new HashMap<>(arguments.keywords());
        keywords.put("caller", new Callable.Macro(tag.caller(), frame.scope, true));
        return call(macro, new Arguments(arguments.positional(), keywords));
    }

    private void choose(Node.Switch tag, Frame frame, StringBuilder output) {
        var value = evaluate(tag.value(), frame);
        var matched = false;
        for (var candidate : tag.cases()) {
            matched = matched || Coercion.strictlyEqual(value, evaluate(candidate.value(), frame));
            if (matched && !candidate.body().isEmpty()) {
                run(candidate.body(), frame, output);
                return;
            }
        }
        if (tag.fallback() != null) {
            run(tag.fallback(), frame, output);
        }
    }

    private void loop(Node.For tag, Frame outer, StringBuilder output) {
        var value = evaluate(tag.values(), outer);
        var iteration = Iteration.over(value, tag.targets().size(), js);
        if (Coercion.truthy(value)) {
            outer.loopLengths.put(tag, iteration.length());
        }
        var length = outer.loopLengths.getOrDefault(tag, Value.UNDEFINED);
        var frame = outer.inLoop();
        var count = js.number(length);
        for (var index = 0; index < iteration.values().size(); index++) {
            budget().work(1);
            bind(tag.targets(), iteration.values().get(index), iteration.spreads(), frame.scope);
            frame.scope.define("loop", loopState(index, count, length));
            run(tag.body(), frame, output);
        }
        if (!Coercion.truthy(length)) {
            tag.targets().forEach(frame.scope::defineIfAbsent);
            run(tag.otherwise(), frame, output);
        }
    }

    private static void bind(List<String> targets, Value item, boolean spreads, Scope scope) {
        if (targets.size() == 1) {
            scope.define(targets.getFirst(), item);
            return;
        }
        var bound = spreads ? targets.size() : Math.min(2, targets.size());
        for (var index = 0; index < bound; index++) {
            var part = Iteration.part(item, index);
            if (spreads) {
                scope.defineHidden(targets.get(index), part);
            } else {
                scope.define(targets.get(index), part);
            }
        }
    }

    private static Value loopState(int index, double count, Value length) {
        var state = new LinkedHashMap<String, Value>();
        state.put("index", Value.of(index + 1));
        state.put("index0", Value.of(index));
        state.put("revindex", Value.of(count - index));
        state.put("revindex0", Value.of(count - index - 1));
        state.put("first", Value.of(index == 0));
        state.put("last", Value.of(index == count - 1));
        state.put("length", length);
        return new Fields(state);
    }

    /**
     * What a loop goes over.
     *
     * @param spreads whether several targets take the parts of each entry; else they take key and value
     */
    private record Iteration(Value length, List<Value> values, boolean spreads) {
        static Iteration over(Value value, int targets, Coercion js) {
            var single = targets == 1;
            return switch (value) {
                case Value.Items items -> of(live(items), true);
                case Fields fields -> single ? indexed(fields, js) : of(pairs(fields), false);
                case Value.Text text ->
                    single ? of(characters(text.value(), js), false) : of(numbered(text.value(), js), false);
                case Value.SafeText text -> of(characters(text.value(), js), true);
                case Value.Nothing _, Value.Bool _, Value.Num _, Regex _, Callable _ ->
                    new Iteration(single ? Value.UNDEFINED : Value.of(0), List.of(), false);
            };
        }

        private static Iteration of(List<Value> values, boolean spreads) {
            return new Iteration(Value.of(values.size()), values, spreads);
        }

        /** The entries as they are when the loop comes to them; the body may change the array. */
        private static List<Value> live(Value.Items items) {
            return new AbstractList<>() {
                @Override
                public Value get(int index) {
                    return items.at(index);
                }

                @Override
                public int size() {
                    return items.size();
                }
            };
        }

        /** With one target a record is read like an array: by its length, which most records do not have. */
        private static Iteration indexed(Fields fields, Coercion js) {
            var length = fields.get("length");
            var count = js.number(length);
            js.budget().work(count > 0 ? (long) Math.ceil(count) : 0);
            var values = new ArrayList<Value>();
            for (var index = 0; index < count; index++) {
                values.add(fields.get(Integer.toString(index)));
            }
            return new Iteration(length, values, false);
        }

        private static List<Value> pairs(Fields fields) {
            return fields.entries().entrySet().stream()
                    .map(entry -> Value.of(List.of(Value.of(entry.getKey()), entry.getValue())))
                    .toList();
        }

        private static List<Value> characters(String text, Coercion js) {
            return JsText.split(text, "", js.budget()).stream().map(Value::of).toList();
        }

        private static List<Value> numbered(String text, Coercion js) {
            var pairs = new ArrayList<Value>();
            for (var character : characters(text, js)) {
                pairs.add(Value.of(List.of(Value.of(Integer.toString(pairs.size())), character)));
            }
            return pairs;
        }

        static Value part(Value item, int index) {
            return switch (item) {
                case Value.Items items -> items.at(index);
                case Fields fields -> fields.get(Integer.toString(index));
                case Value.Text(var text) ->
                    index < text.length() ? Value.of(text.substring(index, index + 1)) : Value.UNDEFINED;
                case Value.Nothing _ -> throw new TemplateFailure("Cannot destructure a nullish loop value");
                case Value.Bool _, Value.Num _, Value.SafeText _, Regex _, Callable _ -> Value.UNDEFINED;
            };
        }
    }
}
