package dev.buildrun.access;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who a request comes from, in Backstage's terms: its principals {@code user}, {@code service} and {@code none}. */
public sealed interface Caller {
    /**
     * Someone who signed in.
     *
     * @param ownershipRefs the user itself and the groups it acts for, in lower case
     * @param scope what the token is good for
     * @param plugin who calls on behalf of the user, for instance {@code plugin:permission}; null where the user calls
     * @param mandate with which another backend is asked what the user may; null where none is asked, or none would believe it
     */
    record User(
            String userEntityRef,
            List<String> ownershipRefs,
            Scope scope,
            @Nullable String plugin,
            @Nullable Mandate mandate)
            implements Caller {
        public User {
            ownershipRefs = List.copyOf(ownershipRefs);
        }

        /** About whom nobody else is asked. */
        public User(String userEntityRef, List<String> ownershipRefs, Scope scope, @Nullable String plugin) {
            this(userEntityRef, ownershipRefs, scope, plugin, null);
        }

        /** With a token that is good for everything. */
        public User(String userEntityRef, List<String> ownershipRefs) {
            this(userEntityRef, ownershipRefs, Scope.ALL, null);
        }
    }

    /**
     * A program: another plugin ({@code plugin:catalog}) or the holder of an external token ({@code external:ci}).
     *
     * @param scope what the token is good for
     */
    record Service(String subject, Scope scope) implements Caller {
        /** With a token that is good for everything. */
        public Service(String subject) {
            this(subject, Scope.ALL);
        }
    }

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

    /** Whether another backend is asked what the caller may, which blocks. */
    default boolean isDecidedElsewhere() {
        return this instanceof User user && user.mandate() != null;
    }

    /** What the caller's token is good for. */
    default Scope scope() {
        return switch (this) {
            case User user -> user.scope();
            case Service service -> service.scope();
            case Anonymous _ -> Scope.ALL;
        };
    }

    /** What the audit and the change log name: an entity ref, a subject, or {@code null} for nobody. */
    default @Nullable String actor() {
        return switch (this) {
            case User user -> user.userEntityRef();
            case Service service -> service.subject();
            case Anonymous() -> null;
        };
    }
}
