package dev.buildrun.integration;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.jspecify.annotations.Nullable;

/**
 * A commit that an address points to, as the host says now.
 *
 * @param remote where it can be fetched, as the caller may
 * @param wanted what to ask the host for; the tag where one names the commit, since some give out only what they have told of
 * @param id the commit's id
 * @param path in the repository; empty for its root
 * @param revisionNames how many names of the address are the revision's
 */
record FoundRevision(
        URI url, GitRemote remote, ObjectId wanted, String id, String path, int revisionNames, boolean canFilter) {
    /**
     * Finds where in the names of an address the revision ends. No branch begins with another and a slash, so among the branches there is
     * at most one; then come the tags, full names, and last the ids of commits.
     */
    static Optional<FoundRevision> find(HostedPlace place, GitRemote remote, GitRemote.Advertisement advertisement) {
        var refs = new LinkedHashMap<String, Ref>();
        advertisement.refs().forEach(ref -> refs.put(ref.getName(), ref));
        var search = new Search(place, remote, refs, advertisement.canFilter());
        if (place.revisionNames() == 0) {
            return search.at("HEAD", 0);
        }
        return search.among(place.namespaces()).or(search::inFull).or(search::commit);
    }

    FoundRevision atRoot() {
        return new FoundRevision(url, remote, wanted, id, "", revisionNames, canFilter);
    }

    private record Search(HostedPlace place, GitRemote remote, Map<String, Ref> refs, boolean canFilter) {
        Optional<FoundRevision> among(Iterable<String> namespaces) {
            var longest =
                    place.revisionNames() == HostedPlace.OPEN ? place.names().size() : place.revisionNames();
            for (var namespace : namespaces) {
                for (var length = 1; length <= longest; length++) {
                    var found = at(namespace + place.revision(length), length);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
            return Optional.empty();
        }

        Optional<FoundRevision> inFull() {
            var first = place.names().getFirst();
            if (first.equals("HEAD")) {
                return at("HEAD", 1);
            }
            return first.equals("refs") || first.startsWith("refs/") ? among(List.of("")) : Optional.empty();
        }

        Optional<FoundRevision> commit() {
            var first = place.names().getFirst();
            return ObjectId.isId(first) ? Optional.of(found(ObjectId.fromString(first), null, 1)) : Optional.empty();
        }

        Optional<FoundRevision> at(String name, int length) {
            var ref = refs.get(name);
            return ref == null || ref.getObjectId() == null
                    ? Optional.empty()
                    : Optional.of(found(ref.getObjectId(), ref.getPeeledObjectId(), length));
        }

        private FoundRevision found(ObjectId wanted, @Nullable ObjectId peeled, int length) {
            var id = peeled == null ? wanted : peeled;
            return new FoundRevision(place.url(), remote, wanted, id.name(), place.path(length), length, canFilter);
        }
    }
}
