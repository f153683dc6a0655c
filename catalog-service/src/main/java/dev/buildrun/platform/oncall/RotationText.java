package dev.buildrun.platform.oncall;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Yaml;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads a rotation from the text of the annotation {@code buildrun.dev/oncall-rotation}, YAML or JSON:
 *
 * <pre>
 * members: [user:default/ann, bob]   # in the order of their turns
 * start: 2026-01-05                  # the first day of the first turn
 * length: 7d                         # or 1w; one week where it is left out
 * handover: '09:00'                  # where it is left out, 09:00
 * timeZone: Europe/Berlin            # where it is left out, UTC
 * overrides:
 *   - {member: bob, from: '2026-01-07T09:00', until: '2026-01-08T09:00'}   # in the zone, or with an offset of its own
 * </pre>
 */
public final class RotationText {
    private static final Yaml.Limits LIMITS =
            Yaml.LIMITS.withMaxCharacters(64 * 1024).withMaxNodes(5_000);
    private static final Pattern LENGTH = Pattern.compile("([1-9]\\d{0,2})\\s*(d|w)");
    private static final Set<String> KEYS = Set.of("members", "start", "length", "handover", "timeZone", "overrides");
    private static final Set<String> OVERRIDE_KEYS = Set.of("member", "from", "until");
    private static final int MOST_DAYS = 366;
    private static final int MOST_OVERRIDES = 500;

    private final List<String> problems = new ArrayList<>();

    private RotationText() {}

    /** What became of a text. */
    public sealed interface Parsed {
        record Good(Rotation rotation) implements Parsed {}

        /** Each problem begins with its path. */
        record Bad(List<String> problems) implements Parsed {}
    }

    public static Parsed parse(String text) {
        try {
            return new RotationText().read(Yaml.read(text, LIMITS));
        } catch (ServiceException notYaml) {
            return new Parsed.Bad(List.of(notYaml.getMessage()));
        }
    }

    private Parsed read(JsonNode node) {
        if (!node.isObject()) {
            return new Parsed.Bad(List.of("expected a map with members and start, found " + node.getNodeType()));
        }
        onlyKnown(node, "", KEYS);
        var members = members(node.path("members"));
        var start = value(node.path("start"), "start", "a day such as 2026-01-05", null, LocalDate::parse);
        var days = value(node.path("length"), "length", "a number of days or weeks such as 7d or 1w", 7, this::days);
        var handover =
                value(node.path("handover"), "handover", "a time such as 09:00", LocalTime.of(9, 0), LocalTime::parse);
        var zone =
                value(node.path("timeZone"), "timeZone", "a zone such as Europe/Berlin", ZoneId.of("UTC"), ZoneId::of);
        var overrides = overrides(node.path("overrides"), zone == null ? ZoneOffset.UTC : zone);
        if (!problems.isEmpty() || start == null || days == null || handover == null || zone == null) {
            return new Parsed.Bad(List.copyOf(problems));
        }
        return new Parsed.Good(new Rotation(members, start, days, handover, zone, overrides));
    }

    private void onlyKnown(JsonNode node, String path, Set<String> known) {
        for (var key : node.propertyNames()) {
            if (!known.contains(key)) {
                problems.add(path + key + ": expected one of "
                        + known.stream().sorted().toList() + ", found another key");
            }
        }
    }

    private List<String> members(JsonNode node) {
        if (!node.isArray() || node.isEmpty()) {
            problems.add("members: expected a list of users, found " + shown(node));
            return List.of();
        }
        var members = new ArrayList<String>();
        for (var each : node) {
            member(each, "members[" + members.size() + "]", members);
        }
        return members;
    }

    /** Adds something in any case, so that the next path is right. */
    private void member(JsonNode node, String path, List<String> members) {
        try {
            var ref = EntityRef.parse(node.isString() ? node.asString() : "", "user", EntityRef.DEFAULT_NAMESPACE);
            if (!ref.toString().startsWith("user:")) {
                problems.add(path + ": expected a user, found " + shown(node));
            }
            members.add(ref.toString());
        } catch (ServiceException _) {
            problems.add(path + ": expected the reference of a user, found " + shown(node));
            members.add("");
        }
    }

    private int days(String text) {
        var matcher = LENGTH.matcher(text);
        if (!matcher.matches()) {
            throw new DateTimeException(text);
        }
        var days = Integer.parseInt(matcher.group(1)) * (matcher.group(2).equals("w") ? 7 : 1);
        if (days > MOST_DAYS) {
            throw new DateTimeException(text);
        }
        return days;
    }

    private List<Rotation.StandIn> overrides(JsonNode node, ZoneId zone) {
        var overrides = new ArrayList<Rotation.StandIn>();
        if (node.isMissingNode() || node.isNull()) {
            return overrides;
        }
        if (!node.isArray() || node.size() > MOST_OVERRIDES) {
            problems.add("overrides: expected a list of at most " + MOST_OVERRIDES + ", found " + node.getNodeType());
            return overrides;
        }
        for (var index = 0; index < node.size(); index++) {
            override(node.get(index), "overrides[" + index + "]", zone, overrides);
        }
        return overrides;
    }

    private void override(JsonNode node, String path, ZoneId zone, List<Rotation.StandIn> overrides) {
        if (!node.isObject()) {
            problems.add(path + ": expected a map with member, from and until, found " + node.getNodeType());
            return;
        }
        onlyKnown(node, path + ".", OVERRIDE_KEYS);
        var member = new ArrayList<String>();
        member(node.path("member"), path + ".member", member);
        var expected = "a time such as 2026-01-07T09:00";
        var from = value(node.path("from"), path + ".from", expected, null, text -> moment(text, zone));
        var until = value(node.path("until"), path + ".until", expected, null, text -> moment(text, zone));
        if (from == null || until == null) {
            return;
        }
        if (!from.isBefore(until)) {
            problems.add(path + ".until: expected a time after " + from + ", found " + until);
            return;
        }
        overrides.add(new Rotation.StandIn(from, until, member.getFirst()));
    }

    private static Instant moment(String text, ZoneId zone) {
        return text.matches(".*(Z|[+-]\\d\\d(:?\\d\\d)?)")
                ? OffsetDateTime.parse(text).toInstant()
                : LocalDateTime.parse(text).atZone(zone).toInstant();
    }

    private <T> @Nullable T value(
            JsonNode node, String path, String expected, @Nullable T absent, Function<String, T> parse) {
        if (node.isMissingNode() || node.isNull()) {
            if (absent == null) {
                problems.add(path + ": expected " + expected + ", found nothing");
            }
            return absent;
        }
        try {
            return parse.apply(node.isString() ? node.asString() : "");
        } catch (DateTimeException _) {
            problems.add(path + ": expected " + expected + ", found " + shown(node));
            return null;
        }
    }

    private static String shown(JsonNode node) {
        var text = node.isMissingNode() ? "nothing" : node.toString();
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
