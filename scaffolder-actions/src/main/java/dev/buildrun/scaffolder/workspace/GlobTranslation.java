package dev.buildrun.scaffolder.workspace;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.buildrun.error.ServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes a regular expression of a glob. A plain set matches itself as well, brackets included, as with the library for Node. */
final class GlobTranslation {
    private static final int MOST_NUMBERS = 1_000;
    private static final Pattern RANGE = Pattern.compile("(-?\\d{1,9})\\.\\.(-?\\d{1,9})");

    private final boolean dots;

    GlobTranslation(boolean dots) {
        this.dots = dots;
    }

    String regex(String glob) {
        var regex = new StringBuilder();
        for (var position = 0; position < glob.length(); ) {
            position += piece(glob, position, regex);
        }
        return regex.toString();
    }

    /** Writes what begins at a position, and gives its length. */
    private int piece(String glob, int position, StringBuilder regex) {
        var character = glob.charAt(position);
        if (glob.startsWith("(", position + 1) && "?*+@!".indexOf(character) >= 0) {
            var end = closing(glob, position + 1, '(', ')');
            if (end > 0) {
                return extended(glob, position, end, regex);
            }
        }
        return switch (character) {
            case '*' -> star(glob, position, regex);
            case '?' -> append(regex, hidesDot(glob, position) ? "[^/.]" : "[^/]", 1);
            case '[' -> set(glob, position, regex);
            case '{' -> braces(glob, position, regex);
            case '(' -> group(glob, position, regex);
            case '\\' -> escaped(glob, position, regex);
            default -> append(regex, Pattern.quote(String.valueOf(character)), 1);
        };
    }

    private boolean hidesDot(String glob, int position) {
        return !dots && (position == 0 || glob.charAt(position - 1) == '/');
    }

    private int star(String glob, int position, StringBuilder regex) {
        var isWholePart = position == 0 || glob.charAt(position - 1) == '/';
        var name = dots ? "[^/]+" : "[^/.][^/]*";
        if (isWholePart && glob.startsWith("**/", position)) {
            return append(regex, "(?:" + name + "/)*", 3);
        }
        if (glob.startsWith("**", position)) {
            return append(regex, dots ? ".*" : "(?:" + name + "(?:/" + name + ")*)?", 2);
        }
        return append(regex, hidesDot(glob, position) ? "(?:" + name + ")?" : "[^/]*", 1);
    }

    private static int set(String glob, int position, StringBuilder regex) {
        var end = glob.indexOf(']', position + 2);
        if (end < 0) {
            return append(regex, "\\[", 1);
        }
        var set = glob.substring(position + 1, end).replace("\\", "\\\\").replace("[", "\\[");
        var negated = set.startsWith("!") || set.startsWith("^");
        var piece = (negated ? "[^/" + set.substring(1) : "[" + set) + "]";
        try {
            Pattern.compile(piece);
            var isText = set.chars().noneMatch(character -> "-*+?.^${}(|)[]\\".indexOf(character) >= 0);
            var self = Pattern.quote(glob.substring(position, end + 1));
            return append(regex, isText ? "(?:" + self + "|" + piece + ")" : piece, end + 1 - position);
        } catch (PatternSyntaxException _) {
            return append(regex, "\\[", 1);
        }
    }

    private int braces(String glob, int position, StringBuilder regex) {
        var end = closing(glob, position, '{', '}');
        if (end < 0) {
            return append(regex, "\\{", 1);
        }
        var inner = glob.substring(position + 1, end);
        var parts = split(inner, ',');
        var range = RANGE.matcher(inner);
        if (parts.size() > 1) {
            regex.append(alternatives(parts));
        } else if (range.matches()) {
            regex.append(numbers(Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2))));
        } else {
            regex.append("\\{").append(regex(inner)).append("\\}");
        }
        return end + 1 - position;
    }

    private static String numbers(int from, int to) {
        var first = Math.min(from, to);
        var last = Math.min(Math.max(from, to), first + MOST_NUMBERS);
        return IntStream.rangeClosed(first, last)
                .mapToObj(String::valueOf)
                .collect(Collectors.joining("|", "(?:", ")"));
    }

    private int group(String glob, int position, StringBuilder regex) {
        var end = closing(glob, position, '(', ')');
        if (end < 0) {
            return append(regex, "\\(", 1);
        }
        regex.append(alternatives(split(glob.substring(position + 1, end), '|')));
        return end + 1 - position;
    }

    private int extended(String glob, int position, int end, StringBuilder regex) {
        var character = glob.charAt(position);
        if (character == '!') {
            throw ServiceException.input("Expected a glob without !(…), which is not supported, found " + glob);
        }
        regex.append(alternatives(split(glob.substring(position + 2, end), '|')));
        return append(regex, character == '@' ? "" : String.valueOf(character), end + 1 - position);
    }

    private String alternatives(List<String> parts) {
        return parts.stream().map(this::regex).collect(Collectors.joining("|", "(?:", ")"));
    }

    private static int escaped(String glob, int position, StringBuilder regex) {
        if (position + 1 == glob.length()) {
            return append(regex, "\\\\", 1);
        }
        return append(regex, Pattern.quote(glob.substring(position + 1, position + 2)), 2);
    }

    private static int closing(String glob, int position, char opening, char closing) {
        var depth = 0;
        for (var index = position; index < glob.length(); index++) {
            var character = glob.charAt(index);
            depth += character == opening ? 1 : character == closing ? -1 : 0;
            if (depth == 0) {
                return index;
            }
        }
        return -1;
    }

    private static List<String> split(String text, char separator) {
        var parts = new ArrayList<String>();
        var depth = 0;
        var start = 0;
        for (var index = 0; index < text.length(); index++) {
            var character = text.charAt(index);
            depth += "{(".indexOf(character) >= 0 ? 1 : "})".indexOf(character) >= 0 ? -1 : 0;
            if (character == separator && depth == 0) {
                parts.add(text.substring(start, index));
                start = index + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static int append(StringBuilder regex, String piece, int length) {
        regex.append(piece);
        return length;
    }
}
