package dev.buildrun.scaffolder.builtin.catalog;

import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.Compensation;
import dev.buildrun.scaffolder.action.EffectLedger.Entry;
import dev.buildrun.scaffolder.action.Undone;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Removes a location that a task has registered, as long as nobody builds on what it has brought. */
final class AddedLocations implements Compensation {
    static final String EFFECT = "catalog-location";

    private static final String ID = "locationId";
    private static final int MAX_NAMED = 5;

    private final CatalogAccess catalog;

    AddedLocations(CatalogAccess catalog) {
        this.catalog = catalog;
    }

    static ObjectNode detail(String id) {
        return Json.object().put(ID, id);
    }

    /** Empty for an entry of a time when the id was left to chance. */
    static Optional<String> idOf(Entry entry) {
        return entry.detail().optional(ID).map(id -> id.asString());
    }

    @Override
    public String effectKind() {
        return EFFECT;
    }

    @Override
    public Undone undo(Undoing undoing) {
        var url = undoing.entry().effect().key();
        var what = "the registration of " + url;
        var id = idOf(undoing.entry()).orElse(null);
        if (id == null) {
            return catalog.hasLocation(url)
                    ? leftOver(url, url, "it can't be told whether this task or somebody else has registered it")
                    : new Undone.NothingThere(what);
        }
        var location = catalog.location(id).orElse(null);
        if (location == null) {
            return new Undone.NothingThere(what + " by this task");
        }
        var where = "/api/catalog/locations/" + id;
        if (!location.url().equals(url)) {
            return leftOver(url, where, "somebody has made it lead to " + location.url());
        }
        if (!location.usedBy().isEmpty()) {
            var named = location.usedBy().stream().limit(MAX_NAMED).toList();
            var more = location.usedBy().size() - named.size();
            return leftOver(
                    url,
                    where,
                    "others build on what it has brought: " + String.join(", ", named)
                            + (more > 0 ? " and " + more + " more" : ""));
        }
        catalog.removeLocation(id, undoing.actor());
        return new Undone.Removed(what);
    }

    private static Undone leftOver(String url, String where, String why) {
        return new Undone.LeftOver(
                "the registration of " + url,
                where,
                why,
                "unregister the location in the catalog (DELETE " + where + ")");
    }
}
