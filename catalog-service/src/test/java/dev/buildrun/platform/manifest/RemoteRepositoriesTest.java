package dev.buildrun.platform.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.RemoteFile;
import dev.buildrun.integration.UrlReader;
import dev.buildrun.integration.UrlReaders;
import dev.buildrun.platform.conformance.Fact;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemoteRepositoriesTest {
    private static final String URL = "https://code.example/a/b/tree/main/";

    private final Host host = new Host();
    private final List<String> changed = new ArrayList<>();
    private final RemoteRepositories repositories =
            new RemoteRepositories(new UrlReaders(List.of(host)), changed::add, () -> host.nanos);

    /** A host whose only repository is what the test says. */
    private static final class Host implements UrlReader {
        private String revision = "one";
        private ErrorKind trouble = ErrorKind.INTERNAL;
        private boolean isInTrouble;
        private long nanos;
        private int asked;

        @Override
        public boolean handles(URI url) {
            return url.getHost().equals("code.example");
        }

        @Override
        public Tree readTree(URI url, Options options) {
            asked++;
            if (isInTrouble) {
                throw ServiceException.of(trouble, "trouble");
            }
            return revision.equals(options.etag())
                    ? new NotModified()
                    : new TreeFiles(
                            List.of(new RemoteFile(
                                    "ci.sh", RemoteFile.Kind.REGULAR, revision.getBytes(StandardCharsets.UTF_8))),
                            revision);
        }

        @Override
        public Read read(URI url, Options options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Search search(URI url, Options options) {
            throw new UnsupportedOperationException();
        }

        private void fails(ErrorKind kind) {
            trouble = kind;
            isInTrouble = true;
        }

        private void after(Duration time) {
            nanos += time.toNanos();
        }
    }

    private String revision() {
        return repositories.look(URL) instanceof Fact.Known<RepositoryContent>(var content)
                ? String.valueOf(content.revision())
                : "unknown";
    }

    @Test
    void areUnknownUntilTheyAreReadAndTellWhenTheyAre() throws Exception {
        assertThat(repositories.look(URL)).isEqualTo(new Fact.Unknown<>("the repository is being read"));
        assertThat(host.asked).isZero();

        assertThat(repositories.take()).isEqualTo(1);

        assertThat(revision()).isEqualTo("one");
        assertThat(changed).containsExactly(URL);
        assertThat(repositories.take()).isZero();
    }

    @Test
    void areAskedAgainAfterAWhileAndTellOnlyOfChanges() throws Exception {
        repositories.look(URL);
        repositories.take();
        host.after(Duration.ofMinutes(15));
        assertThat(repositories.take()).isEqualTo(1);
        assertThat(changed).hasSize(1);

        host.revision = "two";
        host.after(Duration.ofMinutes(15));
        repositories.take();

        assertThat(revision()).isEqualTo("two");
        assertThat(changed).hasSize(2);
    }

    @Test
    void keepWhatIsKnownWhileTheHostDoesNotAnswer() throws Exception {
        repositories.look(URL);
        repositories.take();
        host.fails(ErrorKind.SERVICE_UNAVAILABLE);
        host.after(Duration.ofMinutes(15));

        repositories.take();

        assertThat(revision()).isEqualTo("one");
        host.after(Duration.ofMinutes(1));
        assertThat(repositories.take()).isEqualTo(1);
    }

    @Test
    void areUnknownWhereTheyMayNotBeReadAnyMore() throws Exception {
        repositories.look(URL);
        repositories.take();
        host.fails(ErrorKind.NOT_ALLOWED);
        host.after(Duration.ofMinutes(15));

        repositories.take();

        assertThat(repositories.look(URL)).isEqualTo(new Fact.Unknown<>("the repository could not be read: trouble"));
        assertThat(changed).hasSize(2);
    }

    @Test
    void areNotWaitedForOnAHostThatNobodyReads() throws Exception {
        assertThat(repositories.look("https://other.example/a/")).isInstanceOf(Fact.Unknown.class);

        assertThat(repositories.take()).isZero();
    }
}
