package dev.buildrun.scaffolder.action;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** The secrets of one task. A type of its own, so that they are never printed or serialised by accident. */
public final class TaskSecrets {
    /** What hides them in lines takes memory for each character. */
    public static final int MOST_CHARACTERS = 32 << 10;

    public static final TaskSecrets NONE = new TaskSecrets(Map.of(), Set.of());

    private final Map<String, String> values;
    /** What has been replaced; it is secret all the same. */
    private final Set<String> former;

    private TaskSecrets(Map<String, String> values, Set<String> former) {
        this.values = values;
        this.former = former;
    }

    /**
     * Takes secrets as they came in a request.
     *
     * @throws ServiceException of kind INPUT when a value is not a string, or they are too long together; the message names the key,
     *     never the value
     */
    public static TaskSecrets of(ObjectNode secrets) {
        var values = new LinkedHashMap<String, String>();
        secrets.forEachEntry((key, value) -> {
            if (!value.isString()) {
                throw ServiceException.input("Expected the secret \"" + key + "\" to be a string");
            }
            values.put(key, value.stringValue());
        });
        var characters = values.values().stream().mapToLong(String::length).sum();
        if (characters > MOST_CHARACTERS) {
            throw ServiceException.input(
                    "Expected secrets of at most " + MOST_CHARACTERS + " characters together, found " + characters);
        }
        return new TaskSecrets(values, Set.of());
    }

    /** The same with another value for a key; what it was before stays hidden. */
    public TaskSecrets with(String key, String value) {
        var replaced = new LinkedHashMap<>(values);
        var before = replaced.put(key, value);
        var hidden = new LinkedHashSet<>(former);
        if (before != null && !before.equals(value)) {
            hidden.add(before);
        }
        return new TaskSecrets(replaced, hidden);
    }

    public Optional<String> get(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** For the one place that redacts. */
    public Collection<String> values() {
        var all = new ArrayList<>(values.values());
        all.addAll(former);
        return all;
    }

    /** What an expression sees as {@code secrets}. A new tree at each call. */
    public ObjectNode forTemplates() {
        var node = Json.object();
        values.forEach(node::put);
        return node;
    }

    @Override
    public String toString() {
        return "***";
    }
}
