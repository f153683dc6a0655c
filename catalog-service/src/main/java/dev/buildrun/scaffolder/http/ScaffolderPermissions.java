package dev.buildrun.scaffolder.http;

import dev.buildrun.access.Criteria;
import dev.buildrun.access.Permission;
import dev.buildrun.access.ResourceType;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the scaffolder tells those who write permission policies. Conditions of tasks can be applied from outside; those of templates and
 * actions the scaffolder applies itself, as in the original ({@link ScaffolderAccess}, {@link TaskPermits}).
 */
public final class ScaffolderPermissions {
    public static final List<Permission> ALL = List.of(
            ScaffolderAccess.DRY_RUN,
            ScaffolderAccess.PARAMETER_READ,
            ScaffolderAccess.STEP_READ,
            ScaffolderAccess.ACTION_EXECUTE,
            ScaffolderAccess.TASK_CANCEL,
            ScaffolderAccess.TASK_CREATE,
            ScaffolderAccess.TASK_READ,
            new Permission("scaffolder.template.management", null, null));

    /** What is said of single pages, steps and actions, which nobody outside can name. */
    private static final List<NamedRules> INSIDE = List.of(
            new NamedRules(
                    "scaffolder-template",
                    List.of(rule("HAS_TAG", "The page or step has the tag", property("string", "The tag"), "tag"))),
            new NamedRules(
                    "scaffolder-action",
                    List.of(
                            rule("HAS_ACTION_ID", "The action has the id", property("string", "The id"), "actionId"),
                            hasProperty("BOOLEAN"),
                            hasProperty("NUMBER"),
                            hasProperty("STRING"))));

    private ScaffolderPermissions() {}

    /** @param tasks finds a task by its id */
    public static List<ResourceType> resources(Function<String, Optional<Task>> tasks) {
        var types = new ArrayList<ResourceType>(INSIDE);
        types.add(new TaskResources(tasks));
        return types;
    }

    private record TaskResources(Function<String, Optional<Task>> tasks) implements ResourceType {
        @Override
        public String name() {
            return ScaffolderAccess.TASK;
        }

        @Override
        public List<RuleDescription> rules() {
            return List.of(rule("IS_TASK_OWNER", "The task was created by one of these", creators(), "createdBy"));
        }

        @Override
        public Optional<Predicate<Criteria.Rule>> find(String ref) {
            return tasks.apply(ref)
                    .map(task -> rule -> ScaffolderRules.tasks(rule).matches(task));
        }
    }

    private record NamedRules(String name, List<RuleDescription> rules) implements ResourceType {
        @Override
        public Optional<Predicate<Criteria.Rule>> find(String ref) {
            throw ServiceException.of(
                    ErrorKind.NOT_IMPLEMENTED,
                    "This plugin does not expose any permission rule or can't evaluate the conditions request for "
                            + name);
        }
    }

    private static ResourceType.RuleDescription rule(
            String name, String description, ObjectNode property, String required) {
        var schema = Json.object().put("type", "object");
        schema.putObject("properties").set(required, property);
        return described(name, description, schema, required);
    }

    private static ResourceType.RuleDescription hasProperty(String type) {
        var schema = Json.object().put("type", "object");
        var properties = schema.putObject("properties");
        properties.set("key", property("string", "What the property of the action's input is called"));
        properties.set("value", property(type.toLowerCase(java.util.Locale.ROOT), "What its value must be"));
        return described(
                "HAS_" + type + "_PROPERTY",
                "The action's input has the property, and with this value where one is given",
                schema,
                "key");
    }

    private static ResourceType.RuleDescription described(
            String name, String description, ObjectNode schema, String required) {
        schema.putArray("required").add(required);
        schema.put("additionalProperties", false).put("$schema", "http://json-schema.org/draft-07/schema#");
        return new ResourceType.RuleDescription(name, description, schema);
    }

    private static ObjectNode property(String type, String description) {
        return Json.object().put("type", type).put("description", description);
    }

    private static ObjectNode creators() {
        var property = Json.object().put("type", "array");
        property.putObject("items").put("type", "string");
        return property.put("description", "References of users, of which one is enough");
    }
}
