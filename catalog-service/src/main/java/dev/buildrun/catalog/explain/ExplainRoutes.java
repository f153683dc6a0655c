package dev.buildrun.catalog.explain;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.access.Permission;
import dev.buildrun.access.ResourceDecider;
import dev.buildrun.catalog.entity.StorableText;
import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.catalog.intake.Sources;
import dev.buildrun.catalog.process.CatalogRules;
import dev.buildrun.database.Database;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /explain}: why an entity is as it is. */
public final class ExplainRoutes {
    private static final Permission ENTITY_READ = new Permission("catalog.entity.read", "read", "catalog-entity");
    private static final Permission LOCATION_READ = new Permission("catalog.location.read", "read", null);
    private static final Permission PROVIDER_READ = new Permission("buildrun.provider.read", "read", null);
    private static final int MAX_REF_CHARACTERS = 1000;
    private static final Duration INDEXED_WITHIN = Duration.ofSeconds(10);

    private final Database database;
    private final Sources sources;
    private final CatalogIndex index;
    private final RuleAdvice rules;
    private final Set<String> installed;
    private final ResourceDecider policy;
    private final ExplainReads reads = new ExplainReads();

    /**
     * Puts the parts together.
     *
     * @param installed the names of all providers of this service
     */
    public ExplainRoutes(
            Database database,
            Sources sources,
            CatalogIndex index,
            CatalogRules rules,
            List<String> installed,
            ResourceDecider policy) {
        this.database = database;
        this.sources = sources;
        this.index = index;
        this.rules = new RuleAdvice(rules);
        this.installed = Set.copyOf(installed);
        this.policy = policy;
    }

    public List<Route> routes() {
        return List.of(Route.blocking("GET", "/explain/:kind/:namespace/:name", this::explain));
    }

    private Response explain(Request request) {
        request.query().only();
        var ref = ref(request);
        var visibility = visibility(request.caller());
        var facts = database.<Facts>inTransaction(tx -> reads.facts(tx, ref, sources))
                .visibleTo(visibility);
        // What the tables have and the index not yet must not look as if it were not there.
        var snapshot = index.awaitPosition(facts.position(), INDEXED_WITHIN);
        var similar =
                facts.entity().isPresent() ? List.<String>of() : SimilarNames.of(snapshot, ref, visibility.entities());
        var explanation = Explaining.explain(facts, similar, rules, installed);
        return Response.json(ExplanationJson.of(facts, explanation, similar, snapshot.position()));
    }

    private static String ref(Request request) {
        var ref = new EntityRef(
                        request.pathParameter("kind"),
                        request.pathParameter("namespace"),
                        request.pathParameter("name"))
                .toString();
        if (ref.length() > MAX_REF_CHARACTERS || !StorableText.isStorable(ref)) {
            throw ServiceException.input("Expected kind, namespace and name of an entity, at most " + MAX_REF_CHARACTERS
                    + " characters that can be stored");
        }
        return ref;
    }

    private Visibility visibility(Caller caller) {
        return new Visibility(
                ref -> allows(caller, ENTITY_READ, ref),
                allows(caller, LOCATION_READ, null),
                allows(caller, PROVIDER_READ, null));
    }

    private boolean allows(Caller caller, Permission permission, @Nullable String ref) {
        return policy.decide(caller, permission, ref).equals(Decision.ALLOW);
    }
}
