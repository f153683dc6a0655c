package dev.buildrun.platform.waiver;

import dev.buildrun.platform.model.DeclaredWaiver;
import dev.buildrun.platform.model.PlatformModel;
import dev.buildrun.platform.waiver.Waiver.Status;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Waivers that stand in the catalog. Anybody can write {@code approvedBy} into a descriptor, so one counts by itself only where it was read
 * from a place that the operator trusts; any other is a request, which the platform team decides on.
 */
public final class DeclaredWaivers {
    private static final String MANAGED_BY = "backstage.io/managed-by-location";

    private final List<String> trusted;

    /** @param trusted what the {@code type:target} of such a location begins with */
    public DeclaredWaivers(List<String> trusted) {
        this.trusted = List.copyOf(trusted);
    }

    /**
     * What is to be written, so that the table says what the catalog says of a component.
     *
     * @param stored what the table has from the catalog for this component
     */
    public List<Waiver> changes(PlatformModel model, String component, List<Waiver> stored, Instant now) {
        var known = new HashMap<String, Waiver>();
        stored.forEach(waiver -> known.put(String.valueOf(waiver.entityRef()), waiver));
        var changes = new ArrayList<Waiver>();
        for (var declared : model.waiversOf(component)) {
            var before = known.remove(declared.ref());
            var after = waiver(model, declared, component, before, now);
            if (!after.equals(before)) {
                changes.add(after);
            }
        }
        known.values().stream()
                .filter(gone -> gone.status() == Status.APPROVED || gone.status() == Status.REQUESTED)
                .map(gone -> gone.decided(
                        Status.WITHDRAWN, String.valueOf(gone.entityRef()), now, "no longer in the catalog"))
                .forEach(changes::add);
        return changes;
    }

    private Waiver waiver(
            PlatformModel model, DeclaredWaiver declared, String component, @Nullable Waiver before, Instant now) {
        var isSame = before != null
                && before.rule().equals(declared.rule())
                && Objects.equals(before.environment(), declared.environment())
                && before.status() != Status.WITHDRAWN;
        var same = isSame ? before : null;
        var firstSeen = same != null ? same.requestedAt() : now;
        var expiresAt = end(declared, firstSeen);
        var problem = problem(declared);
        var isTrusted = problem == null && declared.approvedBy() != null && isTrusted(model, declared.ref());
        // What the platform team has said of a request counts until the waiver asks for something else.
        var decided = same != null
                        && !isTrusted
                        && same.decidedBy() != null
                        && same.expiresAt().equals(expiresAt)
                ? same
                : null;
        var status = isTrusted ? Status.APPROVED : decided != null ? decided.status() : Status.REQUESTED;
        if (!now.isBefore(expiresAt)) {
            status = Status.LAPSED;
        }
        var reminded = same != null && same.expiresAt().equals(expiresAt) && same.status() == status ? same : null;
        return new Waiver(
                id(declared.ref(), component),
                declared.ref(),
                component,
                declared.rule(),
                declared.environment(),
                declared.reason(),
                declared.ticket(),
                status,
                declared.ref(),
                firstSeen,
                expiresAt,
                isTrusted ? declared.approvedBy() : decided != null ? decided.decidedBy() : null,
                isTrusted ? firstSeen : decided != null ? decided.decidedAt() : null,
                problem != null ? problem : decided != null ? decided.comment() : null,
                0,
                reminded != null
                        ? reminded.remindAt()
                        : status == Status.APPROVED ? Waiver.nextReminder(expiresAt, now) : null);
    }

    private static Instant end(DeclaredWaiver declared, Instant firstSeen) {
        var longest = firstSeen.plus(Waiver.LONGEST);
        var wanted = declared.expiresAt();
        return wanted == null || wanted.isAfter(longest) ? longest : wanted;
    }

    private static @Nullable String problem(DeclaredWaiver declared) {
        if (declared.rule().isEmpty() || declared.reason().isBlank()) {
            return "expected spec.rule and spec.reason, found no "
                    + (declared.rule().isEmpty() ? "rule" : "reason");
        }
        return declared.expiresAt() == null ? "expected spec.expiresAt, a day such as 2026-12-31, found none" : null;
    }

    private boolean isTrusted(PlatformModel model, String ref) {
        var place = model.entity(ref)
                .flatMap(entity -> entity.annotation(MANAGED_BY))
                .orElse("");
        return trusted.stream().anyMatch(place::startsWith);
    }

    private static UUID id(String ref, String component) {
        return UUID.nameUUIDFromBytes((ref + " " + component).getBytes(StandardCharsets.UTF_8));
    }
}
