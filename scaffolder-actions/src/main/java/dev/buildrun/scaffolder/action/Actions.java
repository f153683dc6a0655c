package dev.buildrun.scaffolder.action;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The actions that this service offers, by id. Does not change after it was made. */
public final class Actions {
    private final TreeMap<String, Action<?, ?>> byId = new TreeMap<>();

    /**
     * Takes all the actions there are.
     *
     * @throws ServiceException of kind CONFLICT when two have the same id
     */
    public Actions(Collection<? extends Action<?, ?>> actions) {
        for (var action : actions) {
            var id = action.description().id();
            if (byId.putIfAbsent(id, action) != null) {
                throw ServiceException.conflict("Template action with ID '" + id + "' has already been registered");
            }
        }
    }

    public Optional<Action<?, ?>> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /**
     * The action of this id.
     *
     * @throws ServiceException of kind NOT_FOUND when there is none
     */
    public Action<?, ?> get(String id) {
        return find(id).orElseThrow(() -> ServiceException.of(
                ErrorKind.NOT_FOUND,
                "Template action with ID '" + id + "' is not registered. It must be one of those that GET"
                        + " /api/scaffolder/v2/actions lists."));
    }

    /** All of them, ordered by id. */
    public List<Action<?, ?>> all() {
        return List.copyOf(byId.values());
    }
}
