package dev.buildrun.catalog.process.builtin;

import dev.buildrun.catalog.process.SourceUrls;
import dev.buildrun.integration.IntegrationType;
import dev.buildrun.integration.Integrations;
import dev.buildrun.integration.WrittenUrl;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells files of code hosts from the URLs, by what the host is known to be. The four public hosts are known without config.
 *
 * @param hosts the kind of each host, by name and port as they stand in its URLs
 * @param builtIn where our own Git host is mounted, for instance {@code http://localhost:7007/git}; null when there is none
 */
public record KnownHosts(
        Map<String, IntegrationType> hosts, @Nullable URI builtIn) implements SourceUrls {
    /** A file at a commit cannot be edited. */
    private static final Pattern COMMIT = Pattern.compile("[0-9a-fA-F]{40}");

    private static final Pattern GITHUB_VIEW = Pattern.compile("//([^/]+)/([^/]+)/([^/]+)/(?:blob|tree|edit)/");
    private static final Pattern GITLAB_VIEW = Pattern.compile("/-/(?:blob|tree|edit)/");
    private static final Pattern BITBUCKET_BRANCH = Pattern.compile("/src/([^/?#]+)/");

    public KnownHosts {
        hosts = new Integrations(hosts).types();
    }

    @Override
    public String resolve(String url, String base) {
        var host = host(base);
        if (Urls.isAbsolute(url)) {
            return host.isPresent() && host.equals(host(url)) ? normal(url, host.get()) : url;
        }
        if (host.isEmpty()) {
            return Urls.resolve(url, base, "");
        }
        var resolved = host.get() == IntegrationType.AZURE
                ? Urls.resolveQueryPath(url, base)
                : Urls.resolve(url, base, root(base, host.get()));
        return normal(resolved, host.get());
    }

    @Override
    public Optional<String> editUrl(String url) {
        return COMMIT.matcher(url).find() ? Optional.empty() : host(url).flatMap(host -> editUrl(url, host));
    }

    @Override
    public Optional<String> folderUrl(String url) {
        return host(url).map(_ -> resolve("./", url));
    }

    @Override
    public Optional<String> repository(String url) {
        return host(url).flatMap(host -> {
            var parsed = WrittenUrl.parse(url);
            var names = Urls.names(parsed);
            var length = repositoryLength(names, host);
            return length > names.size()
                    ? Optional.empty()
                    : Optional.of((parsed.getRawAuthority() + "/" + String.join("/", names.subList(0, length)))
                            .toLowerCase(Locale.ROOT));
        });
    }

    /** GitHub's readers take the address of a tree for a file as well, and Backstage always writes that. */
    private static String normal(String url, IntegrationType host) {
        return host == IntegrationType.GITHUB ? GITHUB_VIEW.matcher(url).replaceFirst("//$1/$2/$3/tree/") : url;
    }

    private static Optional<String> editUrl(String url, IntegrationType host) {
        return switch (host) {
            case GITHUB -> Optional.of(GITHUB_VIEW.matcher(url).replaceFirst("//$1/$2/$3/edit/"));
            case GITLAB -> Optional.of(GITLAB_VIEW.matcher(url).replaceFirst("/-/edit/"));
            case GITEA -> Optional.of(url.replaceFirst("/src/branch/", "/_edit/"));
            case BITBUCKET_CLOUD -> bitbucketEditUrl(url);
            case BITBUCKET_SERVER -> Optional.of(url.replaceFirst("[?#].*", ""));
            case AZURE -> Optional.of(url);
            case BUILT_IN, GERRIT -> Optional.empty();
        };
    }

    private static Optional<String> bitbucketEditUrl(String url) {
        var branch = BITBUCKET_BRANCH.matcher(url);
        return branch.find() ? Optional.of(url + "?mode=edit&at=" + branch.group(1)) : Optional.of(url);
    }

    /** The names that lead to the root of the repository at its branch. */
    private String root(String url, IntegrationType host) {
        var names = Urls.names(WrittenUrl.parse(url));
        var repository = repositoryLength(names, host);
        var length = switch (host) {
            case GITHUB, BITBUCKET_CLOUD -> repository + 2;
            case GITLAB, GITEA, BUILT_IN -> repository + 3;
            case GERRIT -> repository + 4;
            case BITBUCKET_SERVER -> repository + 1;
            case AZURE -> repository;
        };
        return "/" + String.join("/", names.subList(0, Math.min(length, names.size())));
    }

    private int repositoryLength(List<String> names, IntegrationType host) {
        return switch (host) {
            case GITHUB, GITEA, BITBUCKET_CLOUD -> 2;
            case BUILT_IN -> mount().size() + 2;
            case BITBUCKET_SERVER -> 4;
            case GITLAB -> names.contains("-") ? names.indexOf("-") : names.size();
            case GERRIT -> names.contains("+") ? names.indexOf("+") : names.size();
            case AZURE -> names.contains("_git") ? names.indexOf("_git") + 2 : names.size();
        };
    }

    private Optional<IntegrationType> host(String url) {
        if (!Urls.isAbsolute(url)) {
            return Optional.empty();
        }
        var parsed = WrittenUrl.parse(url);
        var authority = String.valueOf(parsed.getRawAuthority()).toLowerCase(Locale.ROOT);
        if (builtIn != null
                && authority.equals(String.valueOf(builtIn.getRawAuthority()).toLowerCase(Locale.ROOT))
                && Urls.names(parsed).size() > mount().size()
                && Urls.names(parsed).subList(0, mount().size()).equals(mount())) {
            return Optional.of(IntegrationType.BUILT_IN);
        }
        return Optional.ofNullable(hosts.get(authority));
    }

    private List<String> mount() {
        return builtIn == null ? List.of() : Urls.names(builtIn);
    }
}
