package dev.buildrun.catalog.entity;

import java.util.regex.Pattern;

/** Recognises URLs that a browser would run instead of open. */
final class Scripts {
    /** Browsers skip control characters and spaces before the scheme, and tabs and line ends within it. */
    private static final Pattern SCRIPT = Pattern.compile(
            "[\\x00-\\x20]*" + String.join("[\\r\\n\\t]*", "javascript:".split("")) + ".*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private Scripts() {}

    static boolean isScript(String url) {
        return SCRIPT.matcher(url).matches();
    }
}
