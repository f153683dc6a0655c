package dev.buildrun.catalog.push;

import dev.buildrun.access.Caller;
import dev.buildrun.catalog.intake.MutationResult;
import dev.buildrun.catalog.intake.MutationTerms;
import dev.buildrun.catalog.provide.EntityProvider;
import dev.buildrun.catalog.provide.Mutation;
import dev.buildrun.catalog.provide.ProviderConnection;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A provider that says what callers hand in. Between two starts it says nothing of its own, so what was pushed stays. */
public final class PushSource implements EntityProvider {
    private final String name;
    private final Set<String> subjects;
    private volatile @Nullable ProviderConnection connection;

    PushSource(String name, Set<String> subjects) {
        this.name = name;
        this.subjects = subjects;
    }

    /** All of the config, by name. */
    public static List<PushSource> all(PushConfig config) {
        return config.subjectsBySource().entrySet().stream()
                .map(source -> new PushSource(source.getKey(), source.getValue()))
                .sorted((left, right) -> left.name.compareTo(right.name))
                .toList();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void connect(ProviderConnection connected) {
        connection = connected;
    }

    /** Where its entities come from, in the place of a file, and what keeps other sources from overwriting them. */
    String location() {
        return "push:" + name;
    }

    boolean accepts(Caller caller) {
        return switch (caller) {
            case Caller.User user -> user.ownershipRefs().stream().anyMatch(subjects::contains);
            case Caller.Service service -> subjects.contains(service.subject());
            case Caller.Anonymous _ -> false;
        };
    }

    MutationResult apply(Mutation mutation, MutationTerms terms) {
        var connected = connection;
        if (connected == null) {
            throw ServiceException.of(
                    ErrorKind.NOT_ALLOWED, "The provider '" + name + "' is switched off in this service");
        }
        return connected.apply(mutation, terms);
    }
}
