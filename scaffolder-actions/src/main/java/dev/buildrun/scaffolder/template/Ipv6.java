package dev.buildrun.scaffolder.template;

import java.util.Arrays;

/** The text form of IPv6 addresses. */
final class Ipv6 {
    private static final int GROUPS = 8;

    private Ipv6() {}

    static boolean matches(String text) {
        var zone = text.strip().indexOf('%');
        var address = zone > 0 ? text.strip().substring(0, zone) : text.strip();
        var gap = address.indexOf("::");
        if (gap < 0) {
            return groups(address) == GROUPS;
        }
        var before = address.substring(0, gap);
        var after = address.substring(gap + 2);
        var left = before.isEmpty() ? 0 : groups(before);
        var right = after.isEmpty() ? 0 : groups(after);
        return !before.contains(".") && left >= 0 && right >= 0 && left + right < GROUPS;
    }

    /** How many groups of 16 bits the text has, -1 when it is wrong. */
    private static int groups(String text) {
        var parts = text.split(":", -1);
        var last = parts[parts.length - 1];
        var hasIpv4 = last.contains(".");
        var plain = hasIpv4 ? Arrays.copyOf(parts, parts.length - 1) : parts;
        var isRight = Arrays.stream(plain).allMatch(part -> part.matches("[0-9A-Fa-f]{1,4}"))
                && (!hasIpv4 || Formats.conforms(last, "ipv4"));
        return isRight ? plain.length + (hasIpv4 ? 2 : 0) : -1;
    }
}
