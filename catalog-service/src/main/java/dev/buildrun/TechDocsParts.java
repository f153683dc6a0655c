package dev.buildrun;

import dev.buildrun.access.Decision.Definite;
import dev.buildrun.catalog.http.CatalogAccess;
import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.http.Mount;
import dev.buildrun.techdocs.PublishedDocs;
import dev.buildrun.techdocs.TechDocsRoutes;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The documentation that was built ahead. */
final class TechDocsParts {
    private static final Logger LOG = LoggerFactory.getLogger(TechDocsParts.class);

    private TechDocsParts() {}

    static PublishedDocs published(ServiceConfig config) {
        var whole = config.whole();
        return new PublishedDocs(
                whole.optionalString("techdocs.publisher.local.publishDirectory")
                        .map(Path::of)
                        .orElse(null),
                whole.bool("techdocs.legacyUseCaseSensitiveTripletPaths", false));
    }

    static Mount mount(ServiceConfig config, SourceHosts sources, CatalogIndex index, AccessParts access) {
        var whole = config.whole();
        if (whole.optionalString("techdocs.builder").filter("local"::equals).isPresent()) {
            LOG.warn("techdocs.builder: expected external, found local; no documentation is built here");
        }
        var decisions = access.decisions();
        return new TechDocsRoutes(
                        published(config),
                        (caller, ref) -> {
                            var isAllowed = decisions.decide(caller, CatalogAccess.ENTITY_READ, ref) == Definite.ALLOW;
                            var snapshot = index.snapshot();
                            return isAllowed ? snapshot.byRef(ref).map(snapshot::tree) : Optional.empty();
                        },
                        sources.urls())
                .mount();
    }
}
