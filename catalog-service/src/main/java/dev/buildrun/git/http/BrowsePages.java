package dev.buildrun.git.http;

import dev.buildrun.error.ServiceException;
import dev.buildrun.git.HostedRepository;
import dev.buildrun.git.Repositories;
import dev.buildrun.git.Revision;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.integration.BuiltInGit;
import dev.buildrun.integration.RepositoryName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.diff.RawText;
import org.jspecify.annotations.Nullable;

/** Lists, directories and files, for whoever follows a link of the portal. */
final class BrowsePages {
    private static final int MAX_ENTRIES = 1_000;
    private static final int MAX_SHOWN_BYTES = 1 << 20;
    private static final int MAX_RAW_BYTES = 64 << 20;

    private final Repositories repositories;
    private final GitAccess access;
    private final BuiltInGit addresses;

    BrowsePages(Repositories repositories, GitAccess access, BuiltInGit addresses) {
        this.repositories = repositories;
        this.access = access;
        this.addresses = addresses;
    }

    Response list(Request request) {
        access.requireList(request);
        var body = new StringBuilder("<h1>Repositories</h1>\n<ul class=\"files\">\n");
        for (var name : repositories.list(MAX_ENTRIES)) {
            body.append("<li>").append(Html.link(home(name), name.toString())).append("</li>\n");
        }
        return Html.page("Repositories", body.append("</ul>\n").toString());
    }

    Response repository(Request request, RepositoryName name) throws IOException {
        access.requireRead(request, name);
        var described = repositories.describe(name);
        try (var repository = repositories.open(name)) {
            var body = new StringBuilder(head(described));
            var revision = Revision.ofDefaultBranch(repository);
            if (revision.isEmpty()) {
                body.append("<p>Nothing has been pushed to this repository yet.</p>\n");
            } else {
                appendRoot(body, name, revision.get());
            }
            return Html.page(name.toString(), body.toString());
        }
    }

    private String head(HostedRepository repository) {
        var name = repository.name();
        return "<p>" + Html.link(base(), "Repositories") + "</p>\n<h1>" + Html.text(name.toString()) + "</h1>\n<p>"
                + Html.text(repository.description()) + "</p>\n<pre>git clone "
                + Html.text(addresses.remoteUrl(name)) + "</pre>\n";
    }

    private void appendRoot(StringBuilder body, RepositoryName name, Revision revision) throws IOException {
        var node = revision.node(MAX_ENTRIES);
        if (node.isEmpty() || !(node.get() instanceof Revision.Directory root)) {
            return;
        }
        body.append("<h2>").append(Html.text(revision.branch())).append("</h2>\n");
        appendEntries(body, name, revision, root);
        var readme = readme(root);
        if (readme != null) {
            appendFile(body, readme, revision.file(readme));
        }
    }

    private static @Nullable String readme(Revision.Directory root) {
        return root.entries().stream()
                .filter(entry -> entry.kind() == Revision.Kind.FILE)
                .map(Revision.Entry::name)
                .filter(name -> name.toLowerCase(Locale.ROOT).matches("readme(\\.(md|txt|adoc|rst))?"))
                .findFirst()
                .orElse(null);
    }

    private static void appendFile(StringBuilder body, String title, Optional<Revision.File> file) throws IOException {
        if (file.isPresent()) {
            body.append("<h2>").append(Html.text(title)).append("</h2>\n").append(content(file.get()));
        }
    }

    private static String content(Revision.File file) throws IOException {
        if (file.content().getSize() > MAX_SHOWN_BYTES) {
            return "<p>The file is too large to be shown here.</p>\n";
        }
        var bytes = file.content().getBytes(MAX_SHOWN_BYTES);
        return RawText.isBinary(bytes)
                ? "<p>The file is not text.</p>\n"
                : "<pre>" + Html.text(new String(bytes, StandardCharsets.UTF_8)) + "</pre>\n";
    }

    private void appendEntries(
            StringBuilder body, RepositoryName name, Revision revision, Revision.Directory directory) {
        body.append("<ul class=\"files\">\n");
        for (var entry : directory.entries()) {
            var path = revision.path().isEmpty() ? entry.name() : revision.path() + "/" + entry.name();
            body.append("<li>")
                    .append(
                            switch (entry.kind()) {
                                case DIRECTORY -> Html.link(source(name, revision, path), entry.name() + "/");
                                case FILE -> Html.link(source(name, revision, path), entry.name());
                                case LINK -> Html.link(source(name, revision, path), entry.name()) + " (link)";
                                case SUBMODULE -> Html.text(entry.name()) + " (submodule)";
                            })
                    .append("</li>\n");
        }
        body.append("</ul>\n");
        if (directory.entries().size() == MAX_ENTRIES) {
            body.append("<p>Only the first ").append(MAX_ENTRIES).append(" are shown.</p>\n");
        }
    }

    Response source(Request request, RepositoryName name) throws IOException {
        access.requireRead(request, name);
        try (var repository = repositories.open(name)) {
            var revision = revision(request, name, Revision.find(repository, request.pathParameter("*")));
            var title = revision.path().isEmpty() ? revision.branch() : revision.path();
            var body = new StringBuilder("<p>" + Html.link(home(name), name.toString()) + " on "
                    + Html.link(source(name, revision, ""), revision.branch()) + "</p>\n<h1>" + Html.text(title)
                    + "</h1>\n");
            switch (revision.node(MAX_ENTRIES).orElseThrow(() -> missing(request, name))) {
                case Revision.Directory directory -> appendEntries(body, name, revision, directory);
                case Revision.File file -> {
                    var raw = home(name) + "/raw/branch/" + Html.part(revision.branch()) + "/"
                            + Html.path(revision.path());
                    body.append("<p>")
                            .append(Html.link(raw, "Raw"))
                            .append("</p>\n")
                            .append(content(file));
                }
            }
            return Html.page(title + " · " + name, body.toString());
        }
    }

    /** A file as it is. A browser saves it or shows it as text; it never runs or renders it. */
    Response raw(Request request, RepositoryName name) throws IOException {
        access.requireRead(request, name);
        try (var repository = repositories.open(name)) {
            var revision = revision(request, name, Revision.find(repository, request.pathParameter("*")));
            var node = revision.node(0).orElseThrow(() -> missing(request, name));
            if (!(node instanceof Revision.File file)) {
                throw missing(request, name);
            }
            var tag = "\"" + file.id().name() + "\"";
            if (request.header("if-none-match").filter(tag::equals).isPresent()) {
                return new Response.Complete(304, Map.of("ETag", tag), List.of(), false);
            }
            if (file.content().getSize() > MAX_RAW_BYTES) {
                throw ServiceException.input(
                        "The file is larger than " + MAX_RAW_BYTES + " bytes; clone the repository");
            }
            return raw(tag, file.content().getBytes(MAX_RAW_BYTES));
        }
    }

    private static Response raw(String tag, byte[] bytes) {
        var headers = Map.of(
                "Content-Type",
                RawText.isBinary(bytes) ? "application/octet-stream" : "text/plain; charset=utf-8",
                "Content-Security-Policy",
                Html.POLICY + "; sandbox",
                "ETag",
                tag);
        return new Response.Complete(200, headers, List.of(bytes), false);
    }

    private static Revision revision(Request request, RepositoryName name, Optional<Revision> found) {
        return found.orElseThrow(() -> missing(request, name));
    }

    private static ServiceException missing(Request request, RepositoryName name) {
        return ServiceException.notFound("There is no branch and file " + request.pathParameter("*") + " in " + name);
    }

    private String base() {
        return addresses.base().getRawPath();
    }

    private String home(RepositoryName name) {
        return base() + "/" + name;
    }

    private String source(RepositoryName name, Revision revision, String path) {
        return home(name) + "/src/branch/" + Html.part(revision.branch())
                + (path.isEmpty() ? "" : "/" + Html.path(path));
    }
}
