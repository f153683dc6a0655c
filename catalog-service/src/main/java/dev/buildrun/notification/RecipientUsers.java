package dev.buildrun.notification;

import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the users behind entities, as Backstage does: members of a group and of the groups below it, owners of anything else. */
final class RecipientUsers {
    /** So many hear of something that is not for everybody. */
    static final int MOST = 10_000;

    private static final int MOST_ENTITIES = 10_000;

    private final Supplier<Snapshot> newest;

    RecipientUsers(Supplier<Snapshot> newest) {
        this.newest = newest;
    }

    /**
     * The users, each once and in order, so that two who tell the same people don't wait for each other. One that is named is told whether or not the catalog knows it.
     *
     * @throws ServiceException of kind INPUT for a reference that is none
     */
    Set<String> of(Notice.Behind recipients) {
        var snapshot = newest.get();
        var except = recipients.except().stream().map(RecipientUsers::full).collect(Collectors.toSet());
        var users = new TreeSet<String>();
        var open = new ArrayDeque<String>();
        recipients.refs().forEach(ref -> open.add(full(ref)));
        var seen = new HashSet<>(open);
        while (!open.isEmpty() && users.size() < MOST) {
            var ref = open.remove();
            if (except.contains(ref)) {
                continue;
            }
            if (isUser(ref)) {
                users.add(ref);
                continue;
            }
            next(snapshot, ref)
                    .filter(other -> seen.size() < MOST_ENTITIES && seen.add(other))
                    .forEach(open::add);
        }
        return users;
    }

    private static Stream<String> next(Snapshot snapshot, String ref) {
        var relations = snapshot.relations(ref).stream();
        if (ref.startsWith("group:")) {
            return relations
                    .filter(relation -> (relation.type().equals("hasMember") && isUser(relation.targetRef()))
                            || relation.type().equals("parentOf"))
                    .map(Relation::targetRef);
        }
        return relations
                .filter(relation -> relation.type().equals("ownedBy"))
                .map(Relation::targetRef)
                .limit(1);
    }

    private static boolean isUser(String ref) {
        return ref.startsWith("user:");
    }

    private static String full(String ref) {
        return EntityRef.parse(ref).toString();
    }
}
