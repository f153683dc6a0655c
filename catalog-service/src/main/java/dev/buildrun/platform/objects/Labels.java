package dev.buildrun.platform.objects;

/** Names of labels and annotations on the objects of workspaces. */
public final class Labels {
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    public static final String PART_OF = "app.kubernetes.io/part-of";
    /** The value of {@link #MANAGED_BY}, and the field manager of everything that is applied. */
    public static final String BUILDRUN = "buildrun";

    public static final String TEAM = "buildrun.dev/team";
    public static final String COMPONENT = "buildrun.dev/component";
    public static final String ENVIRONMENT = "buildrun.dev/environment";
    public static final String CONTRACT = "buildrun.dev/contract";
    /** Annotation: the full reference of the component, or of the team where it has one namespace for all. */
    public static final String SUBJECT_REF = "buildrun.dev/subject-ref";
    /** Annotation: the full reference of the owner. */
    public static final String OWNER_REF = "buildrun.dev/owner-ref";
    /** Label of what a break-glass grant has made; the value is its id. */
    public static final String BREAK_GLASS = "buildrun.dev/break-glass";
    /** Annotation: the instant at which an object is to go. */
    public static final String EXPIRES_AT = "buildrun.dev/expires-at";
    /** Label of what a binding has made; the value is the binding's name. */
    public static final String BINDING = "buildrun.dev/binding";

    private static final int LONGEST = 63;

    private Labels() {}

    /** The text as a label's value: what may not stand in one becomes a dash. */
    public static String value(String text) {
        var value = text.replaceAll("[^A-Za-z0-9._-]", "-");
        if (value.length() > LONGEST) {
            value = value.substring(0, LONGEST);
        }
        return value.replaceAll("^[._-]+|[._-]+$", "");
    }
}
