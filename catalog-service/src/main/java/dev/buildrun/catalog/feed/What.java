package dev.buildrun.catalog.feed;

import dev.buildrun.error.ServiceException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What an event tells of an entity, as a reader with a filter sees it. */
public enum What {
    /** It was not in the catalog before. */
    CREATED,
    /** It was in the catalog before; perhaps the filter did not mean it then. */
    CHANGED,
    /** It was meant by the filter, and is no longer in the catalog. */
    REMOVED,
    /** It was meant by the filter, and no longer is, though it is still in the catalog. */
    LEFT;

    private static final String PREFIX = "dev.buildrun.catalog.entity.";

    /** The type in the sense of CloudEvents. */
    public String type() {
        return PREFIX + shortName();
    }

    public String shortName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Those that are named; all where none is.
     *
     * @throws ServiceException of kind INPUT for a name that none has
     */
    public static Set<What> named(List<String> names) {
        var found = EnumSet.noneOf(What.class);
        names.forEach(name -> found.add(named(name)));
        return names.isEmpty() ? EnumSet.allOf(What.class) : found;
    }

    private static What named(String name) {
        return Arrays.stream(values())
                .filter(what -> name.equals(what.shortName()) || name.equals(what.type()))
                .findFirst()
                .orElseThrow(() -> ServiceException.input("Expected as type one of "
                        + Arrays.stream(values()).map(What::shortName).collect(Collectors.joining(", ")) + ", found '"
                        + name + "'"));
    }
}
