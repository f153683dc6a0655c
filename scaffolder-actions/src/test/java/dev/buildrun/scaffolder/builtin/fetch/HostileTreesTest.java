package dev.buildrun.scaffolder.builtin.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.Integrations;
import dev.buildrun.integration.ReadLimits;
import dev.buildrun.integration.RemoteFile;
import dev.buildrun.integration.RemoteFile.Kind;
import dev.buildrun.integration.UrlReader;
import dev.buildrun.integration.UrlReaders;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.expression.TemplateEngine;
import dev.buildrun.scaffolder.expression.TemplateExtensions;
import dev.buildrun.scaffolder.testing.ActionRun;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A code host or an archive that gives names of its own choosing. */
final class HostileTreesTest {
    private static final String URL = "https://example.com/tree";

    @TempDir
    Path directory;

    private ActionRun task;
    private final List<RemoteFile> files = new ArrayList<>();

    @BeforeEach
    void start() {
        task = new ActionRun(directory.resolve("deep/down/task"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x",
                "../../x",
                "a/../../x",
                "/etc/buildrun-x",
                "a/../../../deep/x",
                "link/x",
                "ok/../../../x",
                "./../x"
            })
    void leavesNothingOutsideWhateverItsEntriesAreCalled(String name) throws IOException {
        files.add(file("ok/a", "fine"));
        files.add(new RemoteFile("link", Kind.LINK, bytes("../..")));
        files.add(file(name, "owned"));

        for (var attempt : attempts()) {
            try {
                attempt.run();
            } catch (ServiceException refused) {
                assertThat(refused.kind()).isIn(ErrorKind.NOT_ALLOWED, ErrorKind.INPUT);
            }
        }

        assertThat(outside()).isEmpty();
        assertThat(Path.of("/etc/buildrun-x")).doesNotExist();
    }

    @Test
    void dropsLinksThatLeaveWhenItCopies() throws Exception {
        files.add(new RemoteFile("up", Kind.LINK, bytes("../secret")));
        files.add(new RemoteFile("passwd", Kind.LINK, bytes("/etc/passwd")));
        files.add(new RemoteFile("in", Kind.LINK, bytes("a")));
        files.add(file("a", "x"));

        task.call(new FetchPlain(sources()), new FetchPlain.Input(URL, null, null));

        assertThat(task.workspace().list("")).containsExactly("a", "in");
        assertThat(task.lines()).contains("warn: Leaving out the link up, which leaves the fetched directory");
    }

    /** Each of the links stays inside by its text alone; together they would not. */
    @Test
    void writesThroughNoChainOfLinksThatLeaves() throws Exception {
        files.add(new RemoteFile("a", Kind.LINK, bytes("sub/deeper")));
        files.add(file("sub/deeper/in", "x"));
        files.add(new RemoteFile("sub/up", Kind.LINK, bytes("../a/../..")));
        files.add(file("sub/up/x", "owned"));

        try {
            task.call(new FetchPlain(sources()), new FetchPlain.Input(URL, null, null));
        } catch (ServiceException refused) {
            assertThat(refused.kind()).isEqualTo(ErrorKind.NOT_ALLOWED);
        }

        assertThat(outside()).isEmpty();
    }

    @Test
    void copiesABackslashAsPartOfAName() throws Exception {
        files.add(file("..\\..\\x", "x"));

        task.call(new FetchPlain(sources()), new FetchPlain.Input(URL, null, null));

        assertThat(task.workspace().list("")).containsExactly("..\\..\\x");
        assertThat(outside()).isEmpty();
    }

    @Test
    void refusesANameThatNoFileCanHave() {
        files.add(file("a\u0000b", "x"));

        assertThatThrownBy(() -> task.call(new FetchPlain(sources()), new FetchPlain.Input(URL, null, null)))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INPUT));
    }

    private interface Attempt {
        void now() throws InterruptedException;
    }

    private List<Runnable> attempts() {
        var engine = new TemplateEngine(TemplateExtensions.none());
        return List.of(
                quietly(() -> task.call(new FetchPlain(sources()), new FetchPlain.Input(URL, null, null))),
                quietly(() -> task.call(
                        new FetchTemplate(sources(), engine),
                        new FetchTemplate.Input(URL, "sub", null, null, null, null, null, true, null, null, null))),
                quietly(() -> task.call(
                        new FetchCookiecutter(sources(), engine),
                        new FetchCookiecutter.Input(URL, "sub", Json.object(), null, null, null))));
    }

    private static Runnable quietly(Attempt attempt) {
        return () -> {
            try {
                attempt.now();
            } catch (InterruptedException exception) {
                throw new IllegalStateException(exception);
            }
        };
    }

    private List<Path> outside() throws IOException {
        try (var found = Files.walk(directory)) {
            return found.filter(path -> !path.startsWith(directory.resolve("deep/down/task")))
                    .filter(Files::isRegularFile)
                    .toList();
        }
    }

    private Sources sources() {
        return new Sources(new UrlReaders(List.of(new GivenTree(files))), Integrations.none(), ReadLimits.USUAL);
    }

    private static RemoteFile file(String path, String text) {
        return new RemoteFile(path, Kind.REGULAR, bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Gives the same files for every URL. */
    private record GivenTree(List<RemoteFile> files) implements UrlReader {
        @Override
        public boolean handles(URI url) {
            return true;
        }

        @Override
        public Read read(URI url, Options options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Tree readTree(URI url, Options options) {
            return new TreeFiles(files, null);
        }

        @Override
        public Search search(URI url, Options options) {
            throw new UnsupportedOperationException();
        }
    }
}
