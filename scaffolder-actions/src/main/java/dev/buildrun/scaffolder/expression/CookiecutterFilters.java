package dev.buildrun.scaffolder.expression;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The filters that cookiecutter adds to Jinja, for its dialect alone. */
final class CookiecutterFilters {
    private static final Map<String, Operation> ALL = Map.of("slugify", CookiecutterFilters::slugify);

    /** Parameters of {@code slugify} by name; cookiecutter takes them by name only. */
    private static final List<String> PARAMETERS = List.of("separator", "lowercase", "max_length");

    private static final String DASH = "-";
    private static final Pattern QUOTES = Pattern.compile("'+");
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern COMMA_IN_NUMBER = Pattern.compile("(?<=\\d),(?=\\d)");
    private static final Pattern OTHERS = Pattern.compile("[^-a-zA-Z0-9]+");
    private static final Pattern DASHES = Pattern.compile("-{2,}");

    /** Latin letters that have no base and mark of their own. */
    private static final Map<String, String> LETTERS = Map.ofEntries(
            Map.entry("ß", "ss"),
            Map.entry("ẞ", "SS"),
            Map.entry("æ", "ae"),
            Map.entry("Æ", "AE"),
            Map.entry("œ", "oe"),
            Map.entry("Œ", "OE"),
            Map.entry("ø", "o"),
            Map.entry("Ø", "O"),
            Map.entry("đ", "d"),
            Map.entry("Đ", "D"),
            Map.entry("ł", "l"),
            Map.entry("Ł", "L"),
            Map.entry("þ", "th"),
            Map.entry("Þ", "Th"),
            Map.entry("ı", "i"));

    private CookiecutterFilters() {}

    static @Nullable Operation find(String name) {
        return ALL.get(name);
    }

    static Arguments lower(Arguments arguments) {
        return arguments.matched(PARAMETERS, List.of());
    }

    /** As python-slugify does it, for the Latin script: what has no letter of ASCII is left out. */
    private static Value slugify(Value input, Arguments arguments, Coercion js) {
        var text = js.text(input);
        js.budget().text(text.length());
        var separator = Value.isUndefined(arguments.get(0)) ? DASH : js.text(arguments.get(0));
        var isLower = Value.isUndefined(arguments.get(1)) || Coercion.truthy(arguments.get(1));
        var slug = slug(text, isLower);
        var longest = Value.isUndefined(arguments.get(2)) ? 0 : (int) js.integer(arguments.get(2));
        if (longest > 0 && slug.length() > longest) {
            slug = stripped(slug.substring(0, longest));
        }
        js.budget().text((long) slug.length() * Math.max(1, separator.length()));
        return js.like(Value.EMPTY, separator.equals(DASH) ? slug : slug.replace(DASH, separator));
    }

    private static String slug(String text, boolean isLower) {
        var latin = new StringBuilder();
        QUOTES.matcher(text)
                .replaceAll(DASH)
                .chars()
                .mapToObj(Character::toString)
                .forEach(character -> latin.append(LETTERS.getOrDefault(character, character)));
        var plain =
                MARKS.matcher(Normalizer.normalize(latin, Normalizer.Form.NFKD)).replaceAll("");
        var cased = isLower ? plain.toLowerCase(Locale.ROOT) : plain;
        var joined = COMMA_IN_NUMBER.matcher(cased).replaceAll("");
        return stripped(DASHES.matcher(OTHERS.matcher(joined).replaceAll(DASH)).replaceAll(DASH));
    }

    private static String stripped(String slug) {
        var start = slug.startsWith(DASH) ? 1 : 0;
        var end = slug.length() > start && slug.endsWith(DASH) ? slug.length() - 1 : slug.length();
        return slug.substring(start, end);
    }
}
