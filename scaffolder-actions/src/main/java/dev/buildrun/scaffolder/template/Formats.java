package dev.buildrun.scaffolder.template;

import com.google.re2j.Pattern;
import dev.buildrun.scaffolder.expression.EcmaPattern;
import java.util.Map;

/** The formats that are checked; every other one is taken on trust. */
final class Formats {
    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|[01]?[0-9]{1,2})";
    private static final String IPV4 = "(?:" + OCTET + "\\.){3}" + OCTET;
    private static final String PERCENT = "%[0-9A-Fa-f]{2}";
    private static final String LABEL = "[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?";
    private static final Pattern HOST_NAME = pattern(LABEL + "(?:\\." + LABEL + ")*\\.?");
    private static final Pattern IPV4_PATTERN = pattern(IPV4);
    private static final Pattern ADDRESS = pattern("[a-zA-Z][a-zA-Z0-9+.-]*:\\S*");
    private static final String REFERENCE =
            "(?:[A-Za-z][A-Za-z0-9+.-]*:)?(?:%s|" + PERCENT + ")*(?:#(?:%s|" + PERCENT + ")*)?";
    private static final String REFERENCE_CHARACTER = "[!$&-;=?-Z_a-z~\\[\\]]";
    private static final String LOCAL_PART = "[\\w!#$%&'*+/=?`{|}~^-]+";
    private static final int MAX_HOST_NAME = 255;

    private static final Map<String, Pattern> PATTERNS = Map.ofEntries(
            Map.entry("alpha", pattern("[a-zA-Z]+")),
            Map.entry("alphanumeric", pattern("[a-zA-Z0-9]+")),
            Map.entry("date", pattern("\\d{4}-(?:0[0-9]|1[0-2])-(?:3[01]|0[1-9]|[12][0-9])")),
            Map.entry(
                    "date-time",
                    pattern(
                            "\\d{4}-(?:0[0-9]|1[0-2])-(?:3[01]|0[1-9]|[12][0-9])[tT ]"
                                    + "(?:2[0-4]|[01][0-9]):[0-5][0-9]:(?:60|[0-5][0-9])(?:\\.\\d+)?(?:[zZ]|[+-](?:[0-5][0-9]):(?:60|[0-5][0-9]))")),
            Map.entry(
                    "email",
                    pattern(LOCAL_PART + "(?:\\." + LOCAL_PART + ")*@(?:" + LABEL + "(?:\\." + LABEL + ")+|\\[" + IPV4
                            + "\\])")),
            Map.entry("idn-email", pattern("[^\\s@]+@[^\\s@]+")),
            Map.entry("ip-address", IPV4_PATTERN),
            Map.entry("ipv4", IPV4_PATTERN),
            Map.entry("iri", ADDRESS),
            Map.entry("iri-reference", pattern(REFERENCE.replace("%s", "[!$&-;=?-Z_a-z~\\[\\]\\x{80}-\\x{10ffff}]"))),
            Map.entry("json-pointer", pattern("(?:/(?:[^~/]|~[01])*)*")),
            Map.entry("phone", pattern("\\+(?:[0-9] ?){6,14}[0-9]")),
            Map.entry("relative-json-pointer", pattern("\\d+(?:#|(?:/(?:[^~/]|~[01])*)*)")),
            Map.entry("time", pattern("(?:2[0-4]|[01][0-9]):[0-5][0-9]:(?:60|[0-5][0-9])")),
            Map.entry("uri", ADDRESS),
            Map.entry("uri-reference", pattern(REFERENCE.replace("%s", REFERENCE_CHARACTER))),
            Map.entry("uuid", pattern("(?i)[0-9A-F]{8}-(?:[0-9A-F]{4}-){3}[0-9A-F]{12}")));

    private static final Pattern STYLE = Pattern.compile("[^\\r\\n\\t ][^:]*:");

    private static final String TIME_PART = "T\\d+(?:H(?:\\d+M(?:\\d+S)?)?|M(?:\\d+S)?|S)";
    private static final Pattern DURATION = pattern(
            "(?i)P(?:" + TIME_PART + "|\\d+(?:D|M(?:\\d+D)?|Y(?:\\d+M(?:\\d+D)?)?)(?:" + TIME_PART + ")?|\\d+W)");

    private Formats() {}

    private static Pattern pattern(String expression) {
        return Pattern.compile(expression);
    }

    static boolean conforms(String value, String format) {
        return switch (format) {
            case "hostname", "host-name" -> value.length() <= MAX_HOST_NAME && HOST_NAME.matches(value);
            case "duration" -> DURATION.matcher(value).find();
            case "ipv6" -> Ipv6.matches(value);
            case "regex", "regexp", "pattern" -> isPattern(value);
            case "style" -> STYLE.matcher(value).find();
            case "color" -> Color.matches(value);
            case "utc-millisec" -> value.strip().matches("[+-]?\\d+(\\.0*)?");
            default -> {
                var pattern = PATTERNS.get(format);
                yield pattern == null || pattern.matches(value);
            }
        };
    }

    private static boolean isPattern(String value) {
        try {
            EcmaPattern.compile(value, "");
            return true;
        } catch (IllegalArgumentException _) {
            return isLookAround(value);
        }
    }

    /** A right expression that we cannot run ourselves is still an expression. */
    private static boolean isLookAround(String value) {
        return value.contains("(?=") || value.contains("(?!") || value.contains("(?<");
    }
}
