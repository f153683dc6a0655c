package dev.buildrun.scaffolder.http;

import dev.buildrun.access.Criteria;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.task.TaskFilter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the rules of {@link ScaffolderPermissions} mean, as in Backstage. Each throws a {@link ServiceException}: INPUT for parameters that
 * are not the rule's, INTERNAL for a rule of another resource type.
 */
final class ScaffolderRules {
    private static final Pattern STEP_OF_PATH = Pattern.compile("[^.\\[\\]]+");
    private static final Set<String> CODE_HOSTS =
            Set.of("github", "gitlab", "bitbucket", "bitbucketCloud", "bitbucketServer");
    /** What code hosts find in any case. */
    private static final Set<String> NAMES_IN_ANY_CASE = Set.of("owner", "repoName", "projectId", "repoUrl");

    private ScaffolderRules() {}

    /** Whether criteria hold for a page or a step of a template. */
    static boolean holdForTags(Criteria criteria, List<String> tags) {
        return criteria.hold(rule -> switch (rule.name()) {
            case "HAS_TAG" -> tags.contains(text(rule, "tag"));
            default -> throw unknown(rule);
        });
    }

    /** Whether criteria hold for an action with an input. */
    static boolean holdForAction(Criteria criteria, String actionId, ObjectNode input) {
        return criteria.hold(rule -> switch (rule.name()) {
            case "HAS_ACTION_ID" -> actionId.equals(text(rule, "actionId"));
            case "HAS_BOOLEAN_PROPERTY" -> hasProperty(rule, input, JsonNode::isBoolean, JsonNode::equals);
            case "HAS_NUMBER_PROPERTY" ->
                hasProperty(rule, input, JsonNode::isNumber, (found, value) -> found.asDouble() == value.asDouble());
            case "HAS_STRING_PROPERTY" ->
                hasProperty(
                        rule,
                        input,
                        JsonNode::isString,
                        (found, value) -> isInAnyCase(actionId, text(rule, "key"))
                                ? found.stringValue().equalsIgnoreCase(value.stringValue())
                                : found.equals(value));
            default -> throw unknown(rule);
        });
    }

    /** The tasks for which criteria hold. */
    static TaskFilter tasks(Criteria criteria) {
        return switch (criteria) {
            case Criteria.AnyOf(var parts) ->
                new TaskFilter.AnyOf(parts.stream().map(ScaffolderRules::tasks).toList());
            case Criteria.AllOf(var parts) ->
                new TaskFilter.AllOf(parts.stream().map(ScaffolderRules::tasks).toList());
            case Criteria.Not(var part) -> new TaskFilter.Not(tasks(part));
            case Criteria.Rule rule
            when rule.name().equals("IS_TASK_OWNER") -> new TaskFilter.CreatedBy(texts(rule, "createdBy"));
            case Criteria.Rule rule -> throw unknown(rule);
        };
    }

    private interface Equality {
        boolean test(JsonNode found, JsonNode value);
    }

    private static boolean hasProperty(
            Criteria.Rule rule, ObjectNode input, Predicate<JsonNode> isOfType, Equality equality) {
        var found = at(input, text(rule, "key"));
        var value = rule.params().path("value");
        if (!value.isMissingNode() && !isOfType.test(value)) {
            throw wrong(rule, "value");
        }
        return isOfType.test(found) && (value.isMissingNode() || equality.test(found, value));
    }

    /** A key of the input, or a path into it: {@code a.b[0].c}. */
    private static JsonNode at(ObjectNode input, String path) {
        if (input.has(path)) {
            return input.path(path);
        }
        JsonNode found = input;
        var steps =
                STEP_OF_PATH.matcher(path).results().map(step -> step.group()).toList();
        for (var step : steps) {
            found = found.isArray() ? element(found, step) : found.path(step);
        }
        return steps.isEmpty() ? MissingNode.getInstance() : found;
    }

    private static JsonNode element(JsonNode array, String index) {
        return index.matches("\\d{1,9}") ? array.path(Integer.parseInt(index)) : MissingNode.getInstance();
    }

    private static boolean isInAnyCase(String actionId, String key) {
        var parts = Arrays.asList(actionId.split(":"));
        var names = NAMES_IN_ANY_CASE.contains(key) || (key.equals("path") && parts.contains("group"));
        return names && parts.stream().anyMatch(CODE_HOSTS::contains);
    }

    private static String text(Criteria.Rule rule, String name) {
        var param = rule.params().path(name);
        if (!param.isString()) {
            throw wrong(rule, name);
        }
        return param.stringValue();
    }

    private static List<String> texts(Criteria.Rule rule, String name) {
        var param = rule.params().path(name);
        if (!param.isArray() || param.valueStream().anyMatch(item -> !item.isString())) {
            throw wrong(rule, name);
        }
        return param.valueStream().map(JsonNode::stringValue).toList();
    }

    private static ServiceException wrong(Criteria.Rule rule, String name) {
        return ServiceException.input("Parameters to rule are invalid: " + rule.name() + " needs another " + name
                + ", found " + rule.params().path(name));
    }

    private static ServiceException unknown(Criteria.Rule rule) {
        return ServiceException.of(
                ErrorKind.INTERNAL, "Rule " + rule.name() + " is not one of this type of resource in the scaffolder");
    }
}
