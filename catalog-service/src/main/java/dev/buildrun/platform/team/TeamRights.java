package dev.buildrun.platform.team;

import dev.buildrun.access.Caller;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Who may see and who may do what with a running service. The members of the owner, those of nested groups included, may do everything; the
 * platform team sees everything and does nothing without break-glass; nobody else sees anything. A program acts for an owner that names it in
 * the annotation {@link dev.buildrun.platform.model.PlatformTypes#PIPELINES}. What somebody may not read in the catalog is not there for them.
 */
public final class TeamRights {
    private final Teams teams;
    private final BiPredicate<Caller, String> mayRead;
    private final BreakGlass breakGlass;

    /** Whether the platform team, of which somebody is a member, has been let in for a time. */
    @FunctionalInterface
    public interface BreakGlass {
        BreakGlass NEVER = (_, _, _) -> false;

        /** @param environment as its contract names it */
        boolean isGranted(Caller caller, String component, String environment);
    }

    /** @param mayRead whether the policy, and the caller's token, let the caller see the component of a reference */
    public TeamRights(Teams teams, BiPredicate<Caller, String> mayRead, BreakGlass breakGlass) {
        this.teams = teams;
        this.mayRead = mayRead;
        this.breakGlass = breakGlass;
    }

    /** What somebody is to a service. */
    public enum Role {
        /** Acts for the owner. */
        MEMBER,
        /** A program that the owner has named. */
        PIPELINE,
        /** Belongs to the platform team. */
        PLATFORM,
        NONE
    }

    /** What the caller is to a component; who is both, a member. */
    public Role role(Caller caller, String component) {
        var owner = teams.owner(component);
        return switch (caller) {
            case Caller.User user when owner.map(user.ownershipRefs()::contains).orElse(false) -> Role.MEMBER;
            case Caller.User user when teams.isPlatform(user.ownershipRefs()) -> Role.PLATFORM;
            case Caller.User _, Caller.Anonymous _ -> Role.NONE;
            case Caller.Service service -> isPipeline(owner, service.subject()) ? Role.PIPELINE : Role.NONE;
        };
    }

    /** Whether the owner, or a group above it, names a program as its own. */
    public boolean isPipeline(Optional<String> owner, String subject) {
        return owner.map(teams::pipelines).orElse(List.of()).contains(subject);
    }

    /**
     * Lets callers pass who may see a component that there is.
     *
     * @throws ServiceException of kind NOT_FOUND, the same whether there is none or it may not be seen
     */
    public void requireFound(Caller caller, String component) {
        if (!mayRead.test(caller, component) || teams.find(component).isEmpty()) {
            throw ServiceException.notFound("No entity " + component);
        }
    }

    /** Whether the caller may see the running service. */
    public boolean maySee(Caller caller, String component) {
        return role(caller, component) != Role.NONE && mayRead.test(caller, component);
    }

    /**
     * Lets callers pass who may see the running service.
     *
     * @throws ServiceException of kind NOT_FOUND as {@link #requireFound}, and of kind NOT_ALLOWED, naming who may, for anybody else
     */
    public void requireRead(Caller caller, String component) {
        requireFound(caller, component);
        if (role(caller, component) == Role.NONE) {
            throw refused(caller, component, "see how " + component + " runs", " and the platform team");
        }
    }

    /** @throws ServiceException of kind NOT_ALLOWED, naming who may, for whoever may not do this to the running service */
    public Role requireWrite(Caller caller, String component, String environment, String what) {
        var role = role(caller, component);
        if (role == Role.MEMBER || role == Role.PIPELINE) {
            return role;
        }
        if (role == Role.PLATFORM && breakGlass.isGranted(caller, component, environment)) {
            return role;
        }
        var suffix = role == Role.PLATFORM ? "; the platform team only reads, unless a break-glass grant is open" : "";
        throw refused(caller, component, what + " " + component + " in " + environment, suffix);
    }

    /** The same where the contract leaves an environment to the platform team. */
    public Role requirePlatform(Caller caller, String component, String environment) {
        if (caller instanceof Caller.User user && teams.isPlatform(user.ownershipRefs())) {
            return Role.PLATFORM;
        }
        throw ServiceException.of(
                ErrorKind.NOT_ALLOWED,
                caller.actor() + " may not change " + component + " in " + environment
                        + ": the contract leaves that environment to the platform team");
    }

    private ServiceException refused(Caller caller, String component, String what, String others) {
        var owner = teams.owner(component).orElse("nobody, since the component has no owner");
        return ServiceException.of(
                ErrorKind.NOT_ALLOWED,
                caller.actor() + " may not " + what + ": that is for the members of its owner, " + owner + others);
    }
}
