package dev.buildrun.platform.testing;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.intake.DesiredEntity;
import dev.buildrun.catalog.log.Cause;
import dev.buildrun.database.Database;
import dev.buildrun.database.Tx;
import dev.buildrun.json.ParsedDocument;
import dev.buildrun.json.Yaml;
import dev.buildrun.notification.Notifications;
import dev.buildrun.platform.PlatformConfig;
import dev.buildrun.platform.conformance.ConformanceRun;
import dev.buildrun.platform.conformance.Outcome;
import dev.buildrun.platform.conformance.PlatformState;
import dev.buildrun.platform.conformance.ResultReads;
import dev.buildrun.platform.conformance.Sources;
import dev.buildrun.platform.contract.ContractStore;
import dev.buildrun.platform.rule.Expressions;
import dev.buildrun.signal.Signals;
import dev.buildrun.testing.CatalogHarness;
import dev.buildrun.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** A catalog on a real database and everything of the platform over it; nothing happens until a test says so. */
public final class PlatformHarness implements AutoCloseable {
    public static final Instant START = Instant.parse("2026-11-25T12:00:00Z");

    /** The usual organisation: a platform with its team, one build-run team. */
    public static final String ORGANISATION = """
            apiVersion: backstage.io/v1alpha1
            kind: Group
            metadata: {name: platform-team}
            spec: {type: platform-team, children: []}
            ---
            apiVersion: backstage.io/v1alpha1
            kind: Group
            metadata: {name: team-orders}
            spec: {type: build-run-team, children: []}
            ---
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata: {name: platform, namespace: platform}
            spec: {type: platform, lifecycle: production, owner: group:default/platform-team}
            """;

    private final CatalogHarness catalog = CatalogHarness.open();
    private final CatalogIndex index = new CatalogIndex(catalog.reader(), Duration.ofMillis(100));
    private final ManualClock clock = new ManualClock(START);
    private final PlatformConfig config;
    private final PlatformState state;
    private final Notifications notifications;
    private final ConformanceRun.Stores stores;
    private Sources sources = Sources.NONE;
    private ConformanceRun run;

    public PlatformHarness() {
        this(PlatformConfig.DEFAULT);
    }

    public PlatformHarness(PlatformConfig config) {
        this.config = config;
        this.state = new PlatformState(config, new ContractStore());
        this.notifications = new Notifications(catalog.database(), index::snapshot, new Signals(false), clock);
        this.stores = new ConformanceRun.Stores(notifications);
        index.start();
        this.run = newRun();
    }

    /** As another replica, or as this one after a restart. */
    public ConformanceRun newRun() {
        return new ConformanceRun(new ConformanceRun.Parts(
                catalog.database(),
                catalog.reader(),
                position -> index.awaitPosition(position, Duration.ofSeconds(20)),
                state,
                sources,
                stores,
                new Expressions(),
                config,
                clock));
    }

    public void restart() {
        run.close();
        run = newRun();
    }

    /** What rules look at besides the catalog, from now on. */
    public void look(Sources at) {
        sources = at;
        restart();
    }

    /** An API with a contract, published by the platform team. */
    public static String contract(String name, String lifecycle, String definition) {
        return """
                apiVersion: backstage.io/v1alpha1
                kind: API
                metadata: {name: %s, namespace: platform}
                spec:
                  type: platform-contract
                  lifecycle: %s
                  owner: group:default/platform-team
                  definition: |
                %s
                """.formatted(name, lifecycle, definition.indent(4));
    }

    /** A service of a team that consumes a contract. */
    public static String service(String name, String owner, String contract) {
        return """
                apiVersion: backstage.io/v1alpha1
                kind: Component
                metadata: {name: %s}
                spec:
                  type: service
                  lifecycle: production
                  owner: %s
                  consumesApis: [%s]
                """.formatted(name, owner, contract);
    }

    /** Puts each document of a YAML text into the catalog, or in the place of what has its name. */
    public PlatformHarness put(String yaml) {
        var place = "url:https://one.test/entities.yaml";
        var desired = Yaml.documents(yaml).stream()
                .map(document -> Entity.of((ObjectNode) ((ParsedDocument.Content) document).value()))
                .map(entity -> DesiredEntity.of(located(entity, place), place))
                .toList();
        catalog.intake().adjust("one", desired, List.of(), Cause.of("provider:one"));
        catalog.settle();
        return this;
    }

    private static Entity located(Entity entity, String place) {
        var json = entity.copy();
        json.withObjectProperty("metadata")
                .withObjectProperty("annotations")
                .put("backstage.io/managed-by-location", place)
                .put("backstage.io/managed-by-origin-location", place);
        return Entity.of(json);
    }

    public PlatformHarness remove(String... refs) {
        catalog.remove("one", refs);
        catalog.settle();
        return this;
    }

    /** Lets the conformance catch up; returns how many components were worked out anew. */
    public long settle() {
        var before = run.evaluated();
        while (run.take() > 0) {
            // More pages.
        }
        return run.evaluated() - before;
    }

    public Snapshot snapshot() {
        return index.awaitPosition(catalog.reader().latest(), Duration.ofSeconds(20));
    }

    public Database database() {
        return catalog.database();
    }

    public CatalogHarness catalog() {
        return catalog;
    }

    public ManualClock clock() {
        return clock;
    }

    public PlatformState state() {
        return state;
    }

    /** What people are told. */
    public Notifications notifications() {
        return notifications;
    }

    /** The titles of what a user has been told, the newest first. */
    public List<String> told(String user) {
        return TestNotices.titles(notifications, user);
    }

    public ConformanceRun.Stores stores() {
        return stores;
    }

    public <T> T read(Function<Tx, T> reading) {
        return catalog.database().inTransaction(reading);
    }

    /** The results of a component: {@code BR-01} or {@code BR-10@prod} to the outcome. */
    public Map<String, Outcome> results(String component) {
        var results = new TreeMap<String, Outcome>();
        read(tx -> new ResultReads().list(tx, new ResultReads.Filter(component, null, null, null, null), 1000))
                .forEach(standing -> {
                    var key = standing.result().key();
                    var suffix = key.environment().isEmpty() ? "" : "@" + key.environment();
                    results.put(key.rule() + suffix, standing.result().outcome());
                });
        return results;
    }

    @Override
    public void close() {
        run.close();
        index.close();
        catalog.close();
    }
}
