package dev.buildrun.catalog.entity;

import dev.buildrun.json.Json;

/** Names that the catalog gives. */
public final class EntityNames {
    private EntityNames() {}

    /** The name of the Location entity that stands for a registered location. */
    public static String generatedLocationName(String type, String target) {
        return "generated-" + CanonicalJson.sha1(type + ":" + target);
    }

    /** The Location entity that stands for a registered location. */
    public static Entity generatedLocation(LocationRef location) {
        var json = Json.object();
        json.put("apiVersion", "backstage.io/v1alpha1").put("kind", "Location");
        json.putObject("metadata")
                .put("name", generatedLocationName(location.type(), location.target()))
                .putObject("annotations")
                .put(Annotations.MANAGED_BY_LOCATION, location.toString())
                .put(Annotations.MANAGED_BY_ORIGIN_LOCATION, location.toString());
        json.putObject("spec").put("type", location.type()).put("target", location.target());
        return Entity.of(json);
    }
}
