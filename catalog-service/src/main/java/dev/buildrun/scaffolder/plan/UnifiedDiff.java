package dev.buildrun.scaffolder.plan;

import dev.buildrun.scaffolder.action.Forecast.PlannedFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;

/** The lines in which files differ, as Git shows them. */
final class UnifiedDiff {
    private static final int MAX_COMPARED_BYTES = 1 << 20;
    private static final int MAX_CHARACTERS = 32_768;

    private UnifiedDiff() {}

    /** Hunks without a header, cut where they are long; empty for files that are the same, binary, or too large to compare. */
    static Optional<String> of(PlannedFile file) {
        var before = file.before() == null ? new byte[0] : file.before();
        var after = file.after() == null ? new byte[0] : file.after();
        if (Arrays.equals(before, after)
                || before.length + after.length > MAX_COMPARED_BYTES
                || RawText.isBinary(before)
                || RawText.isBinary(after)) {
            return Optional.empty();
        }
        var from = new RawText(before);
        var to = new RawText(after);
        var edits = new HistogramDiff().diff(RawTextComparator.DEFAULT, from, to);
        var text = new ByteArrayOutputStream();
        try (var formatter = new DiffFormatter(text)) {
            formatter.format(edits, from, to);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
        var diff = text.toString(StandardCharsets.UTF_8);
        return Optional.of(diff.length() <= MAX_CHARACTERS ? diff : diff.substring(0, MAX_CHARACTERS) + "\n…");
    }
}
