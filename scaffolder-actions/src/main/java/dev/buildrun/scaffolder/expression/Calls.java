package dev.buildrun.scaffolder.expression;

import dev.buildrun.error.ServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Calls what a template can call. */
final class Calls {
    private final Coercion js;
    private final Members members;
    private final Evaluator tags;

    Calls(Coercion js, Members members, Evaluator tags) {
        this.js = js;
        this.members = members;
        this.tags = tags;
    }

    /** Refuses a wrong number of arguments before any of them is evaluated. */
    void checkSyntax(Callable callable, Expr.Args args) {
        switch (callable) {
            case Callable.Macro _ -> {}
            case Callable.Method method -> operation(method).check(method.name(), args);
            case Callable.Builtin builtin -> {
                var most = builtin.name().equals("range") ? 3 : builtin.name().equals("joiner") ? 1 : Integer.MAX_VALUE;
                checkCount("Built-in global " + builtin.name(), args, most);
            }
            case Callable.Extension extension ->
                checkCount("Registered global " + extension.name(), args, Integer.MAX_VALUE);
            case Callable.Joiner _ -> checkCount("Joiner instance", args, 0);
            case Callable.CyclerMethod method -> checkCount("Cycler " + method.name(), args, 0);
            case Callable.Cycler _ -> throw new TemplateFailure("Interpreter builtin object is not directly callable");
        }
    }

    private static void checkCount(String what, Expr.Args args, int most) {
        if (!args.keywords().isEmpty()) {
            throw new TemplateFailure(what + " does not accept keyword arguments");
        }
        if (args.positional().size() > most) {
            throw new TemplateFailure(
                    what + " accepts at most " + most + " positional argument" + (most == 1 ? "" : "s"));
        }
    }

    Value invoke(Callable callable, Arguments arguments) {
        if (callable instanceof Callable.Macro macro) {
            return tags.call(macro, arguments);
        }
        arguments.refuseCallables();
        return switch (callable) {
            case Callable.Macro macro -> tags.call(macro, arguments);
            case Callable.Method method -> operation(method).operation().apply(method.receiver(), arguments, js);
            case Callable.Builtin builtin -> builtin(builtin.name(), arguments);
            case Callable.Extension extension -> extension("global", extension.name(), extension.function(), arguments);
            case Callable.Joiner joiner -> joiner.next();
            case Callable.CyclerMethod method -> advance(method);
            case Callable.Cycler _ -> throw new TemplateFailure("Interpreter builtin object is not directly callable");
        };
    }

    private Operation.Bounded operation(Callable.Method method) {
        return Objects.requireNonNull(members.method(method.receiver(), method.name()));
    }

    private static Value advance(Callable.CyclerMethod method) {
        if (method.name().equals("next")) {
            return method.cycler().next();
        }
        method.cycler().reset();
        return Value.UNDEFINED;
    }

    private Value builtin(String name, Arguments arguments) {
        return switch (name) {
            case "range" -> range(arguments);
            case "cycler" -> new Callable.Cycler(arguments.positional());
            default -> {
                var separator = arguments.get(0);
                yield new Callable.Joiner(Coercion.truthy(separator) ? separator : Value.of(","));
            }
        };
    }

    private Value range(Arguments arguments) {
        var single = Value.isUndefined(arguments.get(1));
        var start = single ? Value.of(0) : arguments.get(0);
        var stop = single ? arguments.get(0) : arguments.get(1);
        var step = single || !Coercion.truthy(arguments.get(2)) ? Value.of(1) : arguments.get(2);
        var wanted =
                js.order(step, Value.of(0)) == Coercion.Order.GREATER ? Coercion.Order.LESS : Coercion.Order.GREATER;
        var values = new ArrayList<Value>();
        for (var value = start; js.order(value, stop) == wanted; value = js.add(value, step)) {
            values.add(value);
            js.budget().work(1);
            if (values.size() > Value.Items.MAX_ENTRIES) {
                throw Budget.exceeded("array entry", Value.Items.MAX_ENTRIES);
            }
        }
        return Value.of(values);
    }

    /** Calls the platform's own filter or function with copies of the values. */
    Value extension(String kind, String name, TemplateFunction function, Arguments arguments) {
        js.budget().extensionCall();
        List<Optional<JsonNode>> copies = arguments.positional().stream()
                .map(value -> JsonBridge.toJson(value, js.budget()))
                .toList();
        try {
            return JsonBridge.toValue(function.call(copies));
        } catch (ServiceException exception) {
            throw new TemplateFailure(
                    "Template " + kind + " " + JsText.quote(name) + " failed: " + exception.getMessage());
        }
    }
}
