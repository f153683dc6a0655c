package dev.buildrun.platform.link;

import static dev.buildrun.database.schema.Tables.CONFORMANCE_COMPONENTS;
import static dev.buildrun.database.schema.Tables.PLATFORM_LINKS;

import dev.buildrun.database.Columns;
import dev.buildrun.database.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The table of addresses and what was found there. */
public final class LinkStore {
    private static final String ANSWERS = "answers";
    private static final String FAILS = "fails";
    private static final String UNKNOWN = "unknown";

    /**
     * An address as it is known.
     *
     * @param found null as long as nobody has looked
     * @param checkedAt null likewise
     * @param failures looks in a row that failed
     */
    record Link(
            String url, @Nullable Looked found, @Nullable Instant checkedAt, int failures) {}

    /** Has addresses looked at that nobody has looked at so far; in their order, so that two who want the same do not wait for each other. */
    public void want(Tx tx, Collection<String> urls, Instant now) {
        if (!urls.isEmpty()) {
            tx.jooq()
                    .execute(
                            "insert into platform_links (url, due_at) select url, {1} from unnest({0}) as wanted (url)"
                                    + " order by url on conflict (url) do nothing",
                            Columns.texts(urls.stream().distinct().toList()), DSL.val(utc(now)));
        }
    }

    List<Link> find(Tx tx, Collection<String> urls) {
        return urls.isEmpty()
                ? List.of()
                : tx.jooq()
                        .selectFrom(PLATFORM_LINKS)
                        .where(PLATFORM_LINKS.URL.in(urls))
                        .fetch(LinkStore::link);
    }

    Optional<Link> find(Tx tx, String url) {
        return find(tx, List.of(url)).stream().findFirst();
    }

    /** Takes some that are due, for as long as a look at all of them may take. */
    List<Link> claim(Tx tx, Instant now, Duration lease, int most) {
        var due = DSL.select(PLATFORM_LINKS.URL)
                .from(PLATFORM_LINKS)
                .where(PLATFORM_LINKS.DUE_AT.le(utc(now)))
                .and(PLATFORM_LINKS.LEASED_UNTIL.isNull().or(PLATFORM_LINKS.LEASED_UNTIL.le(utc(now))))
                .orderBy(PLATFORM_LINKS.DUE_AT)
                .limit(most)
                .forUpdate()
                .skipLocked();
        return tx.jooq()
                .update(PLATFORM_LINKS)
                .set(PLATFORM_LINKS.LEASED_UNTIL, utc(now.plus(lease)))
                .where(PLATFORM_LINKS.URL.in(due))
                .returning()
                .fetch(LinkStore::link);
    }

    void save(Tx tx, Link link, Instant dueAt) {
        var found = Objects.requireNonNull(link.found());
        tx.jooq()
                .update(PLATFORM_LINKS)
                .set(PLATFORM_LINKS.OUTCOME, outcome(found))
                .set(PLATFORM_LINKS.REASON, reason(found))
                .set(PLATFORM_LINKS.CHECKED_AT, utc(Objects.requireNonNull(link.checkedAt())))
                .set(PLATFORM_LINKS.FAILURES, link.failures())
                .set(PLATFORM_LINKS.DUE_AT, utc(dueAt))
                .setNull(PLATFORM_LINKS.LEASED_UNTIL)
                .where(PLATFORM_LINKS.URL.eq(link.url()))
                .execute();
    }

    /** The components whose results say something of an address. */
    List<String> users(Tx tx, String url) {
        return tx.jooq()
                .select(CONFORMANCE_COMPONENTS.COMPONENT_REF)
                .from(CONFORMANCE_COMPONENTS)
                .where(CONFORMANCE_COMPONENTS.LINKS.contains(new String[] {url}))
                .orderBy(CONFORMANCE_COMPONENTS.COMPONENT_REF)
                .fetch(CONFORMANCE_COMPONENTS.COMPONENT_REF);
    }

    /** What could not be told is looked at again: the operator may have allowed more hosts. */
    int lookAgain(Tx tx, Instant now) {
        return tx.jooq()
                .update(PLATFORM_LINKS)
                .set(PLATFORM_LINKS.DUE_AT, utc(now))
                .where(PLATFORM_LINKS.OUTCOME.eq(UNKNOWN))
                .execute();
    }

    /** Forgets what no result speaks of any more, and has looked at what was forgotten while one began to; returns how many rows went. */
    public int tidy(Tx tx, Instant now) {
        var gone = tx.jooq()
                .execute("delete from platform_links l where not exists"
                        + " (select 1 from conformance_components c where c.links @> array[l.url])");
        tx.jooq()
                .execute(
                        "insert into platform_links (url, due_at) select distinct url, {0}"
                                + " from conformance_components, unnest(links) as used (url)"
                                + " order by url on conflict (url) do nothing",
                        DSL.val(utc(now)));
        return gone;
    }

    private static Link link(Record row) {
        var checked = row.get(PLATFORM_LINKS.CHECKED_AT);
        return new Link(
                row.get(PLATFORM_LINKS.URL),
                found(row.get(PLATFORM_LINKS.OUTCOME), String.valueOf(row.get(PLATFORM_LINKS.REASON))),
                checked == null ? null : checked.toInstant(),
                row.get(PLATFORM_LINKS.FAILURES));
    }

    private static @Nullable Looked found(@Nullable String outcome, String reason) {
        return switch (outcome) {
            case null -> null;
            case ANSWERS -> new Looked.Answers();
            case FAILS -> new Looked.Fails(reason);
            default -> new Looked.Unknown(reason);
        };
    }

    private static String outcome(Looked looked) {
        return switch (looked) {
            case Looked.Answers _ -> ANSWERS;
            case Looked.Fails _ -> FAILS;
            case Looked.Unknown _ -> UNKNOWN;
        };
    }

    private static @Nullable String reason(Looked looked) {
        return switch (looked) {
            case Looked.Answers _ -> null;
            case Looked.Fails(var reason) -> reason;
            case Looked.Unknown(var reason) -> reason;
        };
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
