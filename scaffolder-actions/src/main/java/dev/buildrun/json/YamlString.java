package dev.buildrun.json;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes one string in the way that its content, its place and the style ask for. */
final class YamlString {
    private static final Pattern DOCUMENT_MARK = Pattern.compile("^(?:%|---|\\.\\.\\.)", Pattern.MULTILINE);
    private static final Pattern NOT_PLAIN =
            Pattern.compile("\\A[\\n\\t ,\\[\\]{}#&*!|>'\"%@`]|\\A[?-]\\z|\\A[?-][ \\t]"
                    + "|[\\n:][ \\t]|[ \\t]\\n|[\\n\\t ]#|[\\n\\t :]\\z");
    private static final Pattern FLOW_INDICATOR = Pattern.compile("[\\[\\]{},]");
    private static final Pattern SPACE_AROUND_LINE_END = Pattern.compile("[ \\t]\\n|\\n[ \\t]");
    private static final Pattern ENDS_IN_BLANK_LINE = Pattern.compile("\\n[\\t ]+\\z");
    private static final Pattern LINE_ENDS = Pattern.compile("\\n+");
    private static final Pattern INNER_LINE_ENDS = Pattern.compile("(?<!\\n)\\n+(?!\\n|\\z)");
    private static final Pattern MORE_INDENTED =
            Pattern.compile("(?:\\A|\\n)([\\t ][^\\n\\r\\u2028\\u2029]*)(?:([\\n\\t ]*)\\n(?![\\n\\t ]))?");

    private final YamlStyle style;
    private final NodeYaml.Place place;

    YamlString(YamlStyle style, NodeYaml.Place place) {
        this.style = style;
        this.place = place;
    }

    String write(String value) {
        if (hasControlCharacter(value)) {
            return doubleQuoted(value);
        }
        var keyType = style.keyType();
        return switch (place.isKey() && keyType != null ? keyType : style.stringType()) {
            // Which kind of block it becomes depends on its lines: that is what the library for Node makes of both.
            case BLOCK_FOLDED, BLOCK_LITERAL -> place.isKey() || place.isFlow() ? quoted(value) : block(value, false);
            case QUOTE_DOUBLE -> doubleQuoted(value);
            case QUOTE_SINGLE -> singleQuoted(value);
            case PLAIN -> plain(value);
        };
    }

    private static boolean hasControlCharacter(String value) {
        return value.codePoints()
                .anyMatch(code -> code < 9
                        || (code > 10 && code < 32)
                        || (code >= 0x7f && code <= 0x9f)
                        || (code >= 0xd800 && code <= 0xdfff));
    }

    private String plain(String value) {
        var hasLines = value.contains("\n");
        if ((place.isKey() && hasLines)
                || (place.isFlow() && FLOW_INDICATOR.matcher(value).find())) {
            return quoted(value);
        }
        if (NOT_PLAIN.matcher(value).find()) {
            return place.isKey() || place.isFlow() || !hasLines ? quoted(value) : block(value, false);
        }
        if (!place.isKey() && !place.isFlow() && hasLines) {
            return block(value, false);
        }
        if (DOCUMENT_MARK.matcher(value).find()) {
            if (place.indent().isEmpty()) {
                return block(value, true);
            }
            if (place.isKey() && place.indent().length() == style.indent()) {
                return quoted(value);
            }
        }
        var text = LINE_ENDS.matcher(value).replaceAll("$0\n" + place.indent());
        if (NodeYaml.Words.isTakenForSomethingElse(text)) {
            return quoted(value);
        }
        return place.isKey() ? text : fold(text, place.indent(), YamlFolding.Mode.FLOW);
    }

    private String quoted(String value) {
        var prefersSingle = style.quotes();
        if (Boolean.FALSE.equals(prefersSingle)) {
            return doubleQuoted(value);
        }
        var hasDouble = value.contains("\"");
        var hasSingle = value.contains("'");
        var single = hasDouble == hasSingle ? Boolean.TRUE.equals(prefersSingle) : hasDouble;
        return single ? singleQuoted(value) : doubleQuoted(value);
    }

    private String singleQuoted(String value) {
        if (Boolean.FALSE.equals(style.quotes())
                || (place.isKey() && value.contains("\n"))
                || SPACE_AROUND_LINE_END.matcher(value).find()) {
            return doubleQuoted(value);
        }
        var indent = indent(value);
        var text = "'" + LINE_ENDS.matcher(value.replace("'", "''")).replaceAll("$0\n" + indent) + "'";
        return place.isKey() ? text : fold(text, indent, YamlFolding.Mode.FLOW);
    }

    private String doubleQuoted(String value) {
        var json = EcmaJson.quote(value);
        if (style.strings().asJson()) {
            return json;
        }
        var indent = indent(value);
        var breaksLines = !place.isKey() && json.length() >= style.strings().minMultiLineLength();
        var text = new YamlEscapes(json, breaksLines, indent).text();
        return place.isKey() ? text : fold(text, indent, YamlFolding.Mode.QUOTED);
    }

    private String indent(String value) {
        return place.indent().isEmpty() && DOCUMENT_MARK.matcher(value).find() ? "  " : place.indent();
    }

    private String fold(String text, String indent, YamlFolding.Mode mode) {
        return YamlFolding.fold(text, mode, layout(indent, place.taken()), () -> {});
    }

    private YamlFolding.Layout layout(String indent, int taken) {
        return new YamlFolding.Layout(
                indent, taken, style.strings().lineWidth(), style.strings().minContentWidth());
    }

    /** A block: a header with how its end is read, and the lines. */
    private String block(String value, boolean isForced) {
        if (style.block() == YamlStyle.Block.NEVER
                || ENDS_IN_BLANK_LINE.matcher(value).find()) {
            return quoted(value);
        }
        var indent = isForced && place.indent().isEmpty() ? "  " : indent(value);
        var isLiteral = isLiteral(value, indent.length());
        if (value.isEmpty()) {
            return isLiteral ? "|\n" : ">\n";
        }
        var endStart = value.length();
        while (endStart > 0 && "\n\t ".indexOf(value.charAt(endStart - 1)) >= 0) {
            endStart--;
        }
        var end = value.substring(endStart);
        var lineEnd = end.indexOf('\n');
        var chomping = lineEnd < 0 ? "-" : endStart == 0 || lineEnd != end.length() - 1 ? "+" : "";
        end = end.endsWith("\n") ? end.substring(0, end.length() - 1) : end;
        end = INNER_LINE_ENDS.matcher(end).replaceAll("$0" + indent);
        return body(new Lines(value.substring(0, endStart), end, chomping), isLiteral, indent);
    }

    /** A string without its white space at the end, that white space, and the sign for it. */
    private record Lines(String content, String end, String chomping) {}

    private String body(Lines lines, boolean isLiteral, String indent) {
        var value = lines.content();
        var hasSpace = false;
        var afterLineEnd = 0;
        for (var index = 0; index < value.length() && " \n".indexOf(value.charAt(index)) >= 0; index++) {
            hasSpace |= value.charAt(index) == ' ';
            afterLineEnd = value.charAt(index) == '\n' ? index + 1 : afterLineEnd;
        }
        var blank = value.substring(0, afterLineEnd);
        var rest = value.substring(blank.length());
        var start = LINE_ENDS.matcher(blank).replaceAll("$0" + indent);
        var header = (hasSpace ? indent.isEmpty() ? "1" : "2" : "") + lines.chomping();
        if (!isLiteral) {
            var folded = folded(start, rest, lines.end(), indent);
            if (folded != null) {
                return ">" + header + "\n" + indent + folded;
            }
        }
        var literal = LINE_ENDS.matcher(rest).replaceAll("$0" + indent);
        return "|" + header + "\n" + indent + start + literal + lines.end();
    }

    private @Nullable String folded(String start, String rest, String end, String indent) {
        var doubled = LINE_ENDS.matcher(rest).replaceAll("\n$0");
        var unfolded = MORE_INDENTED
                .matcher(doubled)
                .replaceAll(match ->
                        Matcher.quoteReplacement(match.group(1) + (match.group(2) == null ? "" : match.group(2))));
        var text = start + LINE_ENDS.matcher(unfolded).replaceAll("$0" + indent) + end;
        var overflows = new boolean[1];
        var folded = YamlFolding.fold(
                text, YamlFolding.Mode.BLOCK, layout(indent, indent.length()), () -> overflows[0] = true);
        return overflows[0] && style.block() != YamlStyle.Block.FOLDED ? null : folded;
    }

    private boolean isLiteral(String value, int indent) {
        return switch (style.block()) {
            case LITERAL -> true;
            case FOLDED -> false;
            case FITTING, NEVER -> !hasLongLine(value, indent);
        };
    }

    private boolean hasLongLine(String value, int indent) {
        var width = style.strings().lineWidth();
        return width > 0 && value.lines().anyMatch(line -> line.length() > width - indent);
    }
}
