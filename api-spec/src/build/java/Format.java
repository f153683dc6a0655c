import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks or rewrites the format of every Java file of the project: {@code java Format.java check|apply|skip ROOT}.
 *
 * <p>This is a program of its own because spotless runs its Java steps in Maven's own JVM, and on the JDK 17 that may start
 * Maven the formatter cannot read record patterns and unnamed variables. Here it runs on the toolchain's JDK.
 */
final class Format {
    private static final Formatter FORMATTER = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());

    private Format() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments[0].equals("skip")) {
            return;
        }
        var apply = arguments[0].equals("apply");
        var root = Path.of(arguments[1]).toAbsolutePath().normalize();
        var wrong =
                javaFiles(root).stream().filter(file -> differs(file, apply)).toList();
        if (!apply && !wrong.isEmpty()) {
            wrong.forEach(file -> System.err.println("not formatted: " + root.relativize(file)));
            System.err.println(
                    wrong.size() + " file(s) differ from the project's format. Run ./dev fmt and commit the result.");
            System.exit(1);
        }
    }

    private static List<Path> javaFiles(Path root) throws IOException {
        try (var paths =
                Files.find(root, 30, (path, attributes) -> attributes.isRegularFile() && isSource(root, path))) {
            return paths.sorted().toList();
        }
    }

    private static boolean isSource(Path root, Path path) {
        var relative = "/" + root.relativize(path);
        return relative.endsWith(".java")
                && !relative.contains("/target/")
                && !relative.contains("/node_modules/")
                && !relative.contains("/skeleton/")
                && !relative.contains("/.");
    }

    private static boolean differs(Path file, boolean apply) {
        try {
            var source = Files.readString(file);
            var formatted = format(source);
            if (apply && !formatted.equals(source)) {
                Files.writeString(file, formatted);
            }
            return !formatted.equals(source);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        } catch (FormatterException exception) {
            System.err.println(file + ": " + exception.getMessage());
            return true;
        }
    }

    private static String format(String source) throws FormatterException {
        var ordered = ImportOrderer.reorderImports(
                RemoveUnusedImports.removeUnusedImports(source), JavaFormatterOptions.Style.PALANTIR);
        return FORMATTER.formatSource(ordered);
    }
}
