package dev.buildrun.access.policy;

import dev.buildrun.access.Criteria;
import dev.buildrun.json.Json;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelExpr;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes criteria of an expression in CEL that speaks of an {@code entity}, so that the index can answer it for all entities at once. Not
 * all of CEL can be that: {@code &&}, {@code ||}, {@code !}, and below them {@code ==}, {@code !=} and {@code in} between a field of the
 * entity and texts, {@code has()}, and {@code entity.owners} beside {@code caller.ownershipRefs}.
 */
final class EntityConditions {
    private static final int MAX_CODE_POINTS = 4_000;
    private static final int MAX_DEPTH = 40;
    private static final CelCompiler PARSER = CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(CelOptions.current()
                    .maxExpressionCodePointSize(MAX_CODE_POINTS)
                    .maxParseRecursionDepth(MAX_DEPTH)
                    .build())
            .setStandardMacros(CelStandardMacro.HAS)
            .build();

    private final String path;

    private EntityConditions(String path) {
        this.path = path;
    }

    /** @throws IllegalArgumentException for what is no expression, or one that the index can't answer; the message begins with the path */
    static Criteria compile(String text, String path) {
        try {
            return new EntityConditions(path)
                    .criteria(PARSER.parse(text).getAst().getExpr());
        } catch (CelValidationException exception) {
            throw new IllegalArgumentException(
                    path + ": " + String.valueOf(exception.getMessage()).strip(), exception);
        }
    }

    private Criteria criteria(CelExpr expr) {
        if (expr.getKind() == CelExpr.ExprKind.Kind.SELECT && expr.select().testOnly()) {
            return field(expr).exists();
        }
        if (expr.getKind() != CelExpr.ExprKind.Kind.CALL) {
            throw unknown("a comparison, has(), or such with &&, || and !");
        }
        var call = expr.call();
        var args = call.args();
        return switch (call.function()) {
            case "_&&_" -> new Criteria.AllOf(args.stream().map(this::criteria).toList());
            case "_||_" -> new Criteria.AnyOf(args.stream().map(this::criteria).toList());
            case "!_" -> new Criteria.Not(criteria(args.getFirst()));
            case "_==_" -> equal(args.getFirst(), args.getLast());
            case "_!=_" -> new Criteria.Not(equal(args.getFirst(), args.getLast()));
            case "@in" -> in(args.getFirst(), args.getLast());
            default -> throw unknown("&&, ||, !, ==, !=, in or has(), found " + call.function());
        };
    }

    private Criteria equal(CelExpr left, CelExpr right) {
        return isEntity(left)
                ? field(left).is(List.of(value(right)))
                : field(right).is(List.of(value(left)));
    }

    private Criteria in(CelExpr left, CelExpr right) {
        if (!isEntity(left)) {
            return isEntity(right) ? field(right).contains(value(left)) : never();
        }
        return field(left).is(values(right));
    }

    private RuntimeException unknownCaller() {
        return unknown("a field of the entity on one side");
    }

    private Criteria never() {
        throw unknownCaller();
    }

    private static boolean isEntity(CelExpr expr) {
        return switch (expr.getKind()) {
            case IDENT -> expr.ident().name().equals("entity");
            case SELECT -> isEntity(expr.select().operand());
            case CALL ->
                expr.call().function().equals("_[_]")
                        && isEntity(expr.call().args().getFirst());
            default -> false;
        };
    }

    /** The names from the entity to a field. */
    private List<String> steps(CelExpr expr) {
        var steps = new ArrayList<String>();
        var at = expr;
        while (at.getKind() != CelExpr.ExprKind.Kind.IDENT) {
            switch (at.getKind()) {
                case SELECT -> {
                    steps.addFirst(at.select().field());
                    at = at.select().operand();
                }
                case CALL -> {
                    if (!at.call().function().equals("_[_]")) {
                        throw unknownCaller();
                    }
                    steps.addFirst(text(at.call().args().getLast()));
                    at = at.call().args().getFirst();
                }
                default -> throw unknownCaller();
            }
        }
        if (!at.ident().name().equals("entity") || steps.isEmpty()) {
            throw unknownCaller();
        }
        return steps;
    }

    private Field field(CelExpr expr) {
        var steps = steps(expr);
        var isMap = steps.size() >= 2 && steps.getFirst().equals("metadata");
        var rest = String.join(".", steps.subList(1, steps.size()));
        return switch (steps.getFirst()) {
            case "kind" -> new Field("IS_ENTITY_KIND", "kinds", "", rest.isEmpty());
            case "owners" -> new Field("IS_ENTITY_OWNER", "claims", "", rest.isEmpty());
            case "spec" -> new Field("HAS_SPEC", "key", rest, !rest.isEmpty());
            case "metadata" -> {
                if (isMap && steps.get(1).equals("annotations")) {
                    yield new Field("HAS_ANNOTATION", "annotation", below(steps), true);
                }
                if (isMap && steps.get(1).equals("labels")) {
                    yield new Field("HAS_LABEL", "label", below(steps), true);
                }
                yield new Field("HAS_METADATA", "key", rest, !rest.isEmpty());
            }
            default ->
                throw unknown(
                        "entity.kind, entity.owners, entity.metadata or entity.spec, found entity." + steps.getFirst());
        };
    }

    private static String below(List<String> steps) {
        return String.join(".", steps.subList(2, steps.size()));
    }

    /** A field of the entity, as the rule that speaks of it has it; what gives a list or a name is a parameter of that rule. */
    private final class Field {
        private final String rule;
        private final String parameter;
        private final String name;

        Field(String rule, String parameter, String name, boolean isWhole) {
            if (!isWhole) {
                throw unknown("a whole field of the entity");
            }
            this.rule = rule;
            this.parameter = parameter;
            this.name = name;
        }

        private boolean isListed() {
            return parameter.endsWith("s");
        }

        Criteria is(List<String> values) {
            if (isListed()) {
                var params = Json.object();
                if (values.equals(List.of("$caller.ownershipRefs")) || values.equals(List.of("$caller.roles"))) {
                    params.put(parameter, values.getFirst());
                } else {
                    values.forEach(params.putArray(parameter)::add);
                }
                return new Criteria.Rule(rule, params);
            }
            if (values.isEmpty()) {
                throw unknown("at least one value");
            }
            var all = values.stream().map(this::one).toList();
            return all.size() == 1 ? all.getFirst() : new Criteria.AnyOf(all);
        }

        private Criteria one(String value) {
            if (value.equals("$caller.ownershipRefs") || value.equals("$caller.roles")) {
                throw unknown("one text to compare a field with, found " + value.substring(1));
            }
            return new Criteria.Rule(rule, named().put("value", value));
        }

        /** A text is in a list, or a name in a map. */
        Criteria contains(String value) {
            return switch (rule) {
                case "HAS_ANNOTATION", "HAS_LABEL" ->
                    new Criteria.Rule(rule, Json.object().put(parameter, value));
                default -> is(List.of(value));
            };
        }

        Criteria exists() {
            if (isListed()) {
                throw unknown("a field of metadata or spec in has()");
            }
            return new Criteria.Rule(rule, named());
        }

        private ObjectNode named() {
            if (name.isEmpty()) {
                throw unknown("the name of an annotation or a label");
            }
            return Json.object().put(parameter, name);
        }
    }

    private List<String> values(CelExpr expr) {
        return expr.getKind() == CelExpr.ExprKind.Kind.LIST
                ? expr.list().elements().stream().map(this::value).toList()
                : List.of(value(expr));
    }

    /** A text, or what stands for something of the caller. */
    private String value(CelExpr expr) {
        if (expr.getKind() == CelExpr.ExprKind.Kind.SELECT
                && expr.select().operand().getKind() == CelExpr.ExprKind.Kind.IDENT
                && expr.select().operand().ident().name().equals("caller")) {
            var place = "$caller." + expr.select().field();
            if (PolicyRule.isKnownPlace(place)) {
                return place;
            }
        }
        return text(expr);
    }

    private String text(CelExpr expr) {
        if (expr.getKind() != CelExpr.ExprKind.Kind.CONSTANT) {
            throw unknown("a text, or caller.userEntityRef, caller.ownershipRefs or caller.roles");
        }
        var constant = expr.constant();
        return switch (constant.getKind()) {
            case STRING_VALUE -> constant.stringValue();
            case BOOLEAN_VALUE -> Boolean.toString(constant.booleanValue());
            case INT64_VALUE -> Long.toString(constant.int64Value());
            default -> throw unknown("a text, a whole number, true or false");
        };
    }

    private IllegalArgumentException unknown(String expected) {
        return new IllegalArgumentException(path + ": the index can't answer this: expected " + expected);
    }
}
