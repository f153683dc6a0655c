package dev.buildrun.catalog.history;

import dev.buildrun.catalog.history.JsonDiff.Operation;
import dev.buildrun.catalog.log.Version;
import dev.buildrun.catalog.log.VersionReads;
import dev.buildrun.catalog.log.VersionReads.Kept;
import dev.buildrun.database.Database;
import dev.buildrun.database.Tx;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers what an entity was. Refs are full and in lower case. Blocks on the database. */
final class History {
    private final Database database;
    private final VersionReads reads = new VersionReads();

    History(Database database) {
        this.database = database;
    }

    /**
     * Some versions, the newest first.
     *
     * @param next the position before which the next page begins; null for the last one
     */
    record Page(List<Step> steps, @Nullable Long next, Kept kept) {
        Page {
            steps = List.copyOf(steps);
        }
    }

    /**
     * One version with its neighbours.
     *
     * @param next null for the newest one
     */
    record Found(Step step, @Nullable Version next) {}

    /** How one version differs from another one. */
    record Difference(Version from, Version to, List<Operation> operations) {
        Difference {
            operations = List.copyOf(operations);
        }
    }

    /** @throws ServiceException of kind NOT_FOUND when no version of it is kept */
    Page page(String ref, long before, int limit) {
        return atOneMoment(tx -> {
            var versions = new ArrayList<>(reads.before(tx, ref, before, limit));
            if (versions.isEmpty() && reads.oldest(tx, ref).isEmpty()) {
                throw unknown(ref);
            }
            var steps = new ArrayList<Step>();
            var older = versions.isEmpty() ? List.<Version>of() : before(tx, versions.getLast());
            versions.addAll(older);
            for (var i = 0; i < versions.size() - older.size(); i++) {
                steps.add(Step.of(i + 1 < versions.size() ? versions.get(i + 1) : null, versions.get(i)));
            }
            var next = older.isEmpty() ? null : steps.getLast().version().position();
            return new Page(steps, next, reads.kept(tx));
        });
    }

    private List<Version> before(Tx tx, Version version) {
        return reads.before(tx, version.ref(), version.position(), 1);
    }

    /** @throws ServiceException of kind NOT_FOUND when no such version is kept */
    Found version(String ref, long position) {
        return atOneMoment(tx -> found(tx, exactly(tx, ref, position)));
    }

    private Version exactly(Tx tx, String ref, long position) {
        return reads.at(tx, ref, position)
                .orElseThrow(() -> ServiceException.notFound("No version " + position + " of " + ref + " is kept"));
    }

    private Found found(Tx tx, Version version) {
        var previous = before(tx, version);
        var next = reads.after(tx, version.ref(), version.position());
        return new Found(Step.of(previous.isEmpty() ? null : previous.getFirst(), version), next.orElse(null));
    }

    /**
     * What leads from one version to another.
     *
     * @param from null for the one before
     * @throws ServiceException of kind NOT_FOUND when one of them is not kept
     */
    Difference difference(String ref, @Nullable Long from, long to) {
        return atOneMoment(tx -> {
            var after = exactly(tx, ref, to);
            var before = from == null ? previous(tx, after) : exactly(tx, ref, from);
            return new Difference(before, after, JsonDiff.between(Served.json(before), Served.json(after)));
        });
    }

    private Version previous(Tx tx, Version version) {
        var previous = before(tx, version);
        if (previous.isEmpty()) {
            throw ServiceException.notFound(
                    "No version of " + version.ref() + " before position " + version.position() + " is kept");
        }
        return previous.getFirst();
    }

    /**
     * The version that was there then.
     *
     * @throws ServiceException of kind NOT_FOUND when there was none, GONE when that is not known any more
     */
    Found asOf(String ref, Moment moment) {
        return atOneMoment(tx -> {
            var found = asOf(tx, ref, moment);
            if (found.isEmpty()) {
                throw absent(tx, ref, moment);
            }
            if (found.get().entity() == null) {
                throw removed(tx, found.get(), moment);
            }
            return found(tx, found.get());
        });
    }

    private Optional<Version> asOf(Tx tx, String ref, Moment moment) {
        return switch (moment) {
            case Moment.AtPosition(var position) -> {
                var head = reads.kept(tx).head();
                if (position > head) {
                    throw ServiceException.input(
                            "request/query/asOf: expected a position up to " + head + ", found " + position);
                }
                yield reads.asOf(tx, ref, position);
            }
            case Moment.AtTime(var time) -> reads.asOf(tx, ref, time);
        };
    }

    private ServiceException absent(Tx tx, String ref, Moment moment) {
        var first = reads.oldest(tx, ref);
        if (first.isEmpty()) {
            return unknown(ref);
        }
        var oldest = first.get();
        return oldest.beginsLate() || isForgotten(moment, reads.kept(tx))
                ? ServiceException.of(
                        ErrorKind.GONE,
                        "What " + ref + " was at " + moment + " is not kept any more; its oldest version is of "
                                + place(oldest))
                : ServiceException.notFound(ref + " did not exist at " + moment + "; it exists since " + place(oldest));
    }

    private static boolean isForgotten(Moment moment, Kept kept) {
        return switch (moment) {
            case Moment.AtPosition(var position) -> position < kept.floor();
            case Moment.AtTime(var time) -> isBefore(time, kept.since());
        };
    }

    private static boolean isBefore(Instant time, @Nullable Instant since) {
        return since != null && time.isBefore(since);
    }

    private ServiceException removed(Tx tx, Version removal, Moment moment) {
        var again = reads.after(tx, removal.ref(), removal.position())
                .map(next -> "; it exists again since " + place(next))
                .orElse("");
        return ServiceException.notFound(
                removal.ref() + " did not exist at " + moment + "; it was removed at " + place(removal) + again);
    }

    private static String place(Version version) {
        return version.at() + ", position " + version.position();
    }

    /** In the words that are also used for an entity that the caller may not read. */
    static ServiceException unknown(String ref) {
        return ServiceException.notFound("No version of " + ref + " is kept");
    }

    private <T> T atOneMoment(Function<Tx, T> question) {
        return database.inTransaction(tx -> {
            reads.begin(tx);
            return question.apply(tx);
        });
    }
}
