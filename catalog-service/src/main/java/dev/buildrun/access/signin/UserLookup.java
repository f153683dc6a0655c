package dev.buildrun.access.signin;

import java.util.List;

/** Users of the catalog by what they have. */
@FunctionalInterface
public interface UserLookup {
    /**
     * Full references of the users whose field has the value, in any case.
     *
     * @param field as in filters of the catalog, for instance {@code spec.profile.email}
     */
    List<String> users(String field, String value);
}
