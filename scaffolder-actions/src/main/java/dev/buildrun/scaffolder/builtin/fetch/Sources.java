package dev.buildrun.scaffolder.builtin.fetch;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.IntegrationType;
import dev.buildrun.integration.Integrations;
import dev.buildrun.integration.ReadLimits;
import dev.buildrun.integration.RemoteFile;
import dev.buildrun.integration.ScmUrl;
import dev.buildrun.integration.UrlReader;
import dev.buildrun.integration.UrlReader.Options;
import dev.buildrun.integration.UrlReaders;
import dev.buildrun.integration.WrittenUrl;
import dev.buildrun.scaffolder.action.StepInfo;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where fetched files come from. An absolute URL is read by the configured readers. A relative one is relative to the template:
 * beside its file on this machine when the template is a local one, otherwise at the code host that it was read from.
 */
public final class Sources {
    private static final String FILE_SCHEME = "file://";
    /** As in Backstage, whose actions look at no other. */
    private static final Set<IntegrationType> TOKEN_HOSTS = Set.of(IntegrationType.GITHUB, IntegrationType.GITLAB);

    private final UrlReaders readers;
    private final Integrations integrations;
    private final ReadLimits limits;
    private final boolean isTokenRequired;

    public Sources(UrlReaders readers, Integrations integrations, ReadLimits limits) {
        this(readers, integrations, limits, false);
    }

    /** @param isTokenRequired whether GitHub and GitLab are read only with a token of the user, never with the configured one */
    public Sources(UrlReaders readers, Integrations integrations, ReadLimits limits, boolean isTokenRequired) {
        this.readers = readers;
        this.integrations = integrations;
        this.limits = limits;
        this.isTokenRequired = isTokenRequired;
    }

    /**
     * The files of a directory, ordered by path.
     *
     * @throws ServiceException when it may not or cannot be read; see {@link UrlReader}
     */
    List<RemoteFile> tree(String url, StepInfo step, @Nullable String token) {
        var base = step.baseUrl();
        if (isLocal(url, base)) {
            return LocalTemplate.beside(descriptor(base)).tree(url, limits);
        }
        return switch (readers.readTree(readable(url, base, token), new Options(null, token))) {
            case UrlReader.TreeFiles tree -> tree.files();
            case UrlReader.NotModified _ -> throw unasked(url);
        };
    }

    /** One file's content. */
    byte[] file(String url, StepInfo step, @Nullable String token) {
        var base = step.baseUrl();
        if (isLocal(url, base)) {
            return LocalTemplate.beside(descriptor(base)).file(url, limits);
        }
        return switch (readers.read(readable(url, base, token), new Options(null, token))) {
            case UrlReader.Content content -> content.bytes();
            case UrlReader.NotModified _ -> throw unasked(url);
        };
    }

    private static boolean isLocal(String url, @Nullable String base) {
        return !ScmUrl.isAbsolute(url) && base != null && base.startsWith(FILE_SCHEME);
    }

    private static Path descriptor(@Nullable String base) {
        return Path.of(String.valueOf(base).substring(FILE_SCHEME.length()));
    }

    private String readable(String url, @Nullable String base, @Nullable String token) {
        var absolute = absolute(url, base);
        if (isTokenRequired && (token == null || token.isEmpty())) {
            var parsed = WrittenUrl.parse(absolute);
            integrations.ofUrl(parsed).filter(TOKEN_HOSTS::contains).ifPresent(_ -> {
                throw ServiceException.input("No user credentials provided for host " + parsed.getRawAuthority()
                        + ", but scaffolder.requireScmUserCredentials is enabled");
            });
        }
        return absolute;
    }

    private String absolute(String url, @Nullable String base) {
        if (ScmUrl.isAbsolute(url)) {
            return url;
        }
        if (base == null) {
            throw ServiceException.input(
                    "Failed to fetch, template location could not be determined and the fetch URL is relative, " + url);
        }
        var type = integrations
                .ofUrl(URI.create(base))
                .orElseThrow(() -> ServiceException.input("No integration found for location " + base));
        return ScmUrl.resolve(url, base, type);
    }

    private static ServiceException unasked(String url) {
        return ServiceException.of(ErrorKind.INTERNAL, "Reading " + url + " said not modified without being asked");
    }
}
