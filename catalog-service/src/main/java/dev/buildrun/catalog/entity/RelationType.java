package dev.buildrun.catalog.entity;

/** The relations of Backstage's own kinds. They come in pairs, one for each direction. */
public enum RelationType {
    OWNED_BY("ownedBy"),
    OWNER_OF("ownerOf"),
    CONSUMES_API("consumesApi"),
    API_CONSUMED_BY("apiConsumedBy"),
    PROVIDES_API("providesApi"),
    API_PROVIDED_BY("apiProvidedBy"),
    DEPENDS_ON("dependsOn"),
    DEPENDENCY_OF("dependencyOf"),
    PARENT_OF("parentOf"),
    CHILD_OF("childOf"),
    MEMBER_OF("memberOf"),
    HAS_MEMBER("hasMember"),
    PART_OF("partOf"),
    HAS_PART("hasPart");

    private final String wireName;

    RelationType(String wireName) {
        this.wireName = wireName;
    }

    /** The name in {@code relations[].type}. */
    public String wireName() {
        return wireName;
    }

    /** The same relation seen from the other end. */
    public RelationType inverse() {
        return switch (this) {
            case OWNED_BY -> OWNER_OF;
            case OWNER_OF -> OWNED_BY;
            case CONSUMES_API -> API_CONSUMED_BY;
            case API_CONSUMED_BY -> CONSUMES_API;
            case PROVIDES_API -> API_PROVIDED_BY;
            case API_PROVIDED_BY -> PROVIDES_API;
            case DEPENDS_ON -> DEPENDENCY_OF;
            case DEPENDENCY_OF -> DEPENDS_ON;
            case PARENT_OF -> CHILD_OF;
            case CHILD_OF -> PARENT_OF;
            case MEMBER_OF -> HAS_MEMBER;
            case HAS_MEMBER -> MEMBER_OF;
            case PART_OF -> HAS_PART;
            case HAS_PART -> PART_OF;
        };
    }
}
