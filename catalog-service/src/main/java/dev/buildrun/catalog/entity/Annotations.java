package dev.buildrun.catalog.entity;

/** The annotations that the catalog itself reads and writes. */
public final class Annotations {
    /** The file that the entity was read from, {@code type:target}. */
    public static final String MANAGED_BY_LOCATION = "backstage.io/managed-by-location";

    /** The location that somebody registered and that led to the entity, {@code type:target}. */
    public static final String MANAGED_BY_ORIGIN_LOCATION = "backstage.io/managed-by-origin-location";

    /** Where a person can look at the file. */
    public static final String VIEW_URL = "backstage.io/view-url";

    /** Where a person can change the file. */
    public static final String EDIT_URL = "backstage.io/edit-url";

    /** The folder that the sources of the entity are in, {@code url:…}. */
    public static final String SOURCE_LOCATION = "backstage.io/source-location";

    /** {@code "true"} on an entity that nothing declares any more. */
    public static final String ORPHAN = "backstage.io/orphan";

    private Annotations() {}
}
