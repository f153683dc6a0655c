package dev.buildrun.json;

import java.util.Objects;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;

/** A fault with its place, on its way from the depth of a tree to {@link Yaml}, which makes it a value. */
final class YamlFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    YamlFault(String problem, int line, int column) {
        super(problem + " at line " + line + ", column " + column, null, false, false);
        this.line = line;
        this.column = column;
    }

    static YamlFault at(Event event, String problem) {
        var column = event.getStartMark().map(mark -> mark.getColumn() + 1).orElse(1);
        return new YamlFault(problem, line(event), column);
    }

    static YamlFault of(MarkedYamlEngineException exception) {
        var context = exception.getContext() == null ? "" : exception.getContext() + ", ";
        var problem = context + exception.getProblem();
        return exception
                .getProblemMark()
                .map(mark -> new YamlFault(problem, mark.getLine() + 1, mark.getColumn() + 1))
                .orElseGet(() -> new YamlFault(problem, 1, 1));
    }

    /** The reader knows only how many code points came before the character that it refuses. */
    static YamlFault of(ReaderException exception, String text) {
        var line = 1;
        var column = 1;
        var characters = text.codePoints().limit(exception.getPosition()).iterator();
        while (characters.hasNext()) {
            var newline = characters.nextInt() == '\n';
            line = newline ? line + 1 : line;
            column = newline ? 1 : column + 1;
        }
        var problem =
                "Expected printable text but found the character 0x" + Integer.toHexString(exception.getCodePoint());
        return new YamlFault(problem, line, column);
    }

    static int line(Event event) {
        return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    ParsedDocument.Broken document() {
        return new ParsedDocument.Broken(Objects.requireNonNull(getMessage()), line, column);
    }
}
