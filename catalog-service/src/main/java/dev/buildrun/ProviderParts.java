package dev.buildrun;

import dev.buildrun.catalog.intake.Intake;
import dev.buildrun.catalog.location.Locations;
import dev.buildrun.catalog.provide.ConfigLocationProvider;
import dev.buildrun.catalog.provide.EntityProvider;
import dev.buildrun.catalog.provide.Providers;
import dev.buildrun.catalog.provide.StoredLocationProvider;
import dev.buildrun.catalog.push.PushConfig;
import dev.buildrun.catalog.push.PushSource;
import dev.buildrun.config.ServiceConfig;
import java.util.ArrayList;
import java.util.List;

/** Where entities come from. A new kind of source is one more item in the list here. */
record ProviderParts(Providers providers, PushConfig pushConfig, List<PushSource> pushSources) {
    static ProviderParts of(ServiceConfig config, Intake intake, Locations locations) {
        var pushConfig = PushConfig.parse(config.section("buildrun"));
        var pushSources = PushSource.all(pushConfig);
        var all = new ArrayList<EntityProvider>();
        all.add(new ConfigLocationProvider(config.processing().locations()));
        all.add(new StoredLocationProvider(locations));
        all.addAll(pushSources);
        return new ProviderParts(
                new Providers(config.catalog().providers().select(all), intake), pushConfig, pushSources);
    }
}
