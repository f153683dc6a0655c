package dev.buildrun;

import dev.buildrun.catalog.process.SourceUrls;
import dev.buildrun.catalog.process.builtin.KnownHosts;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.integration.BuiltInGit;
import dev.buildrun.integration.BuiltInGitReader;
import dev.buildrun.integration.CodeHostReader;
import dev.buildrun.integration.FetchUrlReader;
import dev.buildrun.integration.IntegrationType;
import dev.buildrun.integration.Integrations;
import dev.buildrun.integration.UrlReaders;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where descriptors and templates may come from: the hosts of the configuration and the built-in Git host.
 *
 * @param git the addresses of the built-in Git host
 * @param readers what reads by URL, refusing every host that nobody allowed
 * @param urls what can be told from a URL alone
 */
record SourceHosts(BuiltInGit git, Integrations integrations, UrlReaders readers, SourceUrls urls) {
    /** @param cache where commits of code hosts are kept that were read */
    static SourceHosts of(ServiceConfig config, Path cache) {
        var git = config.git().addresses();
        var readers = new UrlReaders(List.of(
                new BuiltInGitReader(git, config.git().directory(), config.readLimits()),
                new CodeHostReader(config.codeHosts(), cache, config.readLimits(), config.codeHostLimits()),
                new FetchUrlReader(config.allowedReads(), config.readLimits())));
        var integrations = config.integrations().with(git.base().getAuthority(), IntegrationType.BUILT_IN);
        return new SourceHosts(
                git, integrations, readers, new KnownHosts(config.integrations().types(), git.base()));
    }

    /** By host: the annotation that holds {@code owner/repository} on entities from there, where there is one. */
    Map<String, String> slugAnnotations() {
        var annotations = new HashMap<String, String>();
        integrations.types().forEach((host, type) -> {
            var prefix = switch (type) {
                case AZURE -> "dev.azure.com";
                case GITHUB -> "github.com";
                case GITLAB -> "gitlab.com";
                case BITBUCKET_CLOUD, BITBUCKET_SERVER, BUILT_IN, GERRIT, GITEA -> null;
            };
            if (prefix != null) {
                annotations.put(host, prefix + "/project-slug");
            }
        });
        return annotations;
    }
}
