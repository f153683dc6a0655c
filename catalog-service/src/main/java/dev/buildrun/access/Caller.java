package dev.buildrun.access;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who a request comes from, in Backstage's terms: its principals {@code user}, {@code service} and {@code none}. */
public sealed interface Caller {
    /** Someone who signed in. {@code ownershipRefs} are the user itself and the groups it acts for, in lower case. */
    record User(String userEntityRef, List<String> ownershipRefs) implements Caller {
        public User {
            ownershipRefs = List.copyOf(ownershipRefs);
        }
    }

    /** A program: another plugin ({@code plugin:catalog}) or the holder of an external token ({@code external:ci}). */
    record Service(String subject) implements Caller {}

    /** Nobody; only public routes see this. */
    record Anonymous() implements Caller {}

    /**
     * The user, for what only a person can do.
     *
     * @throws ServiceException of kind NOT_ALLOWED for anybody else, in Backstage's words
     */
    default User requireUser() {
        return switch (this) {
            case User user -> user;
            case Service _ -> throw notAccepted("service");
            case Anonymous _ -> throw notAccepted("none");
        };
    }

    private static ServiceException notAccepted(String kind) {
        return ServiceException.of(ErrorKind.NOT_ALLOWED, "This endpoint does not allow '" + kind + "' credentials");
    }

    /** What the audit and the change log name: an entity ref, a subject, or {@code null} for nobody. */
    default @Nullable String actor() {
        return switch (this) {
            case User(var userEntityRef, var _) -> userEntityRef;
            case Service(var subject) -> subject;
            case Anonymous() -> null;
        };
    }
}
