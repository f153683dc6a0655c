package dev.buildrun.access;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a token is good for, whoever it acts for. It only ever takes away: what its holder may do is what the policy allows <em>and</em> the
 * scope has. So with Backstage's access restrictions of external tokens, and with the tokens that people make for themselves.
 *
 * @param permissions names, of which one that ends with {@code *} stands for all that begin so; null for all
 * @param actions of permissions ({@code read}, …); null for all, and then permissions without an action are in the scope too
 * @param entities what entities must be like; null for any
 */
public record Scope(
        @Nullable List<String> permissions,
        @Nullable List<String> actions,
        @Nullable Criteria entities) {
    /** Takes nothing away. */
    public static final Scope ALL = new Scope(null, null, null);

    private static final String ENTITY = "catalog-entity";

    public Scope {
        permissions = permissions == null ? null : List.copyOf(permissions);
        actions = actions == null ? null : List.copyOf(actions);
    }

    public boolean isAll() {
        return equals(ALL);
    }

    /** Whether any permission of a plugin can be in the scope; those that begin otherwise are not the plugin's. */
    boolean reaches(String pluginId) {
        // What it may do a token may ask anywhere; the answers keep within the scope.
        return permissions == null
                || pluginId.equals("permission")
                || permissions.stream().anyMatch(name -> beginsLike(name, pluginId + "."));
    }

    private static boolean beginsLike(String name, String prefix) {
        return name.startsWith(prefix) || (isPattern(name) && prefix.startsWith(start(name)));
    }

    /** What is left of a decision. */
    public Decision limit(Permission permission, Decision decision) {
        if (!has(permission)) {
            return Decision.DENY;
        }
        if (entities == null || !ENTITY.equals(permission.resourceType())) {
            return decision;
        }
        return switch (decision) {
            case Decision.Definite.DENY -> Decision.DENY;
            case Decision.Definite.ALLOW -> new Decision.Conditional(entities);
            case Decision.Conditional(var criteria) ->
                new Decision.Conditional(new Criteria.AllOf(List.of(entities, criteria)));
        };
    }

    private boolean has(Permission permission) {
        return (permissions == null || permissions.stream().anyMatch(name -> matches(name, permission.name())))
                && (actions == null || (permission.action() != null && actions.contains(permission.action())));
    }

    /** Whether a name, or a pattern that ends with {@code *}, stands for the permission. */
    static boolean matches(String pattern, String name) {
        return isPattern(pattern) ? name.startsWith(start(pattern)) : name.equals(pattern);
    }

    private static boolean isPattern(String name) {
        return name.endsWith("*");
    }

    private static String start(String pattern) {
        return pattern.substring(0, pattern.length() - 1);
    }
}
