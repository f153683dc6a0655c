package dev.buildrun.git.http;

import static dev.buildrun.testing.EntityBuilder.component;
import static dev.buildrun.testing.EntityBuilder.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.intake.Lane;
import dev.buildrun.catalog.process.CatalogRules;
import dev.buildrun.catalog.process.Processing;
import dev.buildrun.catalog.process.builtin.BuiltInProcessors;
import dev.buildrun.catalog.process.builtin.KnownHosts;
import dev.buildrun.catalog.process.builtin.UrlLocationReader;
import dev.buildrun.integration.BuiltInGitReader;
import dev.buildrun.integration.ReadLimits;
import dev.buildrun.integration.RepositoryName;
import dev.buildrun.integration.UrlReaders;
import dev.buildrun.testing.CatalogHarness;
import dev.buildrun.testing.EntityBuilder;
import dev.buildrun.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The catalog and the Git host together: descriptors that the real git client has pushed. */
class PushedDescriptorsTest {
    private static final RepositoryName WEB = RunningGitHost.REPOSITORY;
    private static final String FILE = "catalog-info.yaml";

    @TempDir
    Path directory;

    private RunningGitHost host;
    private CatalogHarness catalog;
    private Path tree;

    @BeforeEach
    void start() throws Exception {
        host = RunningGitHost.open(directory);
        var readers =
                new UrlReaders(List.of(new BuiltInGitReader(host.addresses, host.repositories, ReadLimits.USUAL)));
        var urls = new KnownHosts(Map.of(), host.addresses.base());
        var processors = BuiltInProcessors.withoutFiles(new UrlLocationReader(readers), urls);
        catalog = CatalogHarness.open(
                TestDatabase.create(), new Processing(processors, CatalogRules.DEFAULT, urls)::process);
        host.create(WEB);
        tree = host.workTree("work");
    }

    @AfterEach
    void stop() {
        catalog.close();
        host.close();
    }

    private void push(String file, EntityBuilder entity) throws Exception {
        host.git.commit(tree, file, entity.text());
        host.git.must(tree, "push", "-q", host.pushUrl(WEB), "main");
    }

    private String url(String path) {
        return host.addresses.contentsUrl(WEB, "main") + "/" + path;
    }

    /** What the service does when it is told of a push. */
    private int refreshAfterPush() throws InterruptedException {
        var pushed = host.pushed.poll(60, TimeUnit.SECONDS);
        assertThat(pushed).isEqualTo(WEB);
        return catalog.intake().refreshBelow("url:" + host.addresses.repositoryUrl(WEB));
    }

    private String description() {
        return catalog.body("component:default/web")
                .metadata()
                .path("description")
                .asString();
    }

    @Test
    void areInTheCatalogAndSayWhereTheyComeFrom() throws Exception {
        push(FILE, component("web").described("first"));

        catalog.provide("one", location("root", url(FILE)));
        catalog.settle();

        assertThat(description()).isEqualTo("first");
        assertThat(catalog.body("component:default/web").annotations())
                .containsEntry("backstage.io/managed-by-location", "url:" + url(FILE))
                .containsEntry("backstage.io/view-url", url(FILE))
                .containsEntry("backstage.io/source-location", "url:" + url(""));
    }

    @Test
    void areReadAgainAfterAPushAndNotBefore() throws Exception {
        push(FILE, component("web").described("first"));
        catalog.provide("one", location("root", url(FILE)));
        catalog.settle();
        refreshAfterPush();
        catalog.settle();

        push(FILE, component("web").described("second"));
        var unasked = catalog.settle();
        var due = refreshAfterPush();
        catalog.takeTurn(Lane.URGENT);
        catalog.settle();

        assertThat(unasked).isZero();
        assertThat(due).isEqualTo(1);
        assertThat(description()).isEqualTo("second");
    }

    @Test
    void areFoundByPattern() throws Exception {
        push("a/" + FILE, component("web"));
        push("b/" + FILE, component("api"));

        catalog.provide("one", location("root", url("*/" + FILE)));
        catalog.settle();

        assertThat(catalog.entities()).containsKeys("component:default/web", "component:default/api");
    }

    @Test
    void tellNothingOfAPushThatIsRefused() throws Exception {
        host.git.commit(tree, FILE, component("web").text());

        var run = host.git.run(tree, "push", "-q", host.pushUrl(WEB), "HEAD:refs/notes/x");

        assertThat(run.status()).isNotZero();
        assertThat(host.pushed).isEmpty();
    }
}
