package dev.buildrun.scaffolder.template;

import java.util.Set;

/** CSS colours of the first two levels. */
final class Color {
    private static final Set<String> NAMES = Set.of(
            "aqua", "black", "blue", "fuchsia", "gray", "green", "lime", "maroon", "navy", "olive", "orange", "purple",
            "red", "silver", "teal", "white", "yellow");
    private static final String BYTE = "\\s*(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\s*";
    private static final String SHARE = "\\s*(\\d?\\d%|100%)\\s*";

    private Color() {}

    static boolean matches(String text) {
        return NAMES.contains(text)
                || text.matches("#?([0-9A-Fa-f]{3}){1,2}")
                || text.matches("rgb\\(" + BYTE + "," + BYTE + "," + BYTE + "\\)")
                || text.matches("rgb\\(" + SHARE + "," + SHARE + "," + SHARE + "\\)");
    }
}
