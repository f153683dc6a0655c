package dev.buildrun.catalog.index;

import dev.buildrun.catalog.log.StoredEntity;
import dev.buildrun.catalog.query.EntityPage;
import dev.buildrun.catalog.query.EntityPages;
import dev.buildrun.catalog.query.EntityQuery;
import dev.buildrun.catalog.query.Facets;
import dev.buildrun.catalog.query.FilterParameter;
import dev.buildrun.catalog.query.FullText;
import dev.buildrun.catalog.query.OrderField;
import dev.buildrun.catalog.query.Predicates;
import dev.buildrun.testing.GeneratedCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the operations of the index take, in one thread; {@code -p count=10000,100000,1000000} shows how they grow. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx6g", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class SnapshotBenchmark {
    private static final int SOME = 4_096;
    private static final List<String> SEARCHED =
            List.of("metadata.name", "metadata.title", "spec.profile.displayname", "spec.target", "spec.targets");

    @Param({"20000"})
    public int count;

    private Snapshot snapshot = Snapshot.EMPTY;
    private final List<String> refs = new ArrayList<>();
    private final List<StoredEntity> changed = new ArrayList<>();
    private final List<StoredEntity> added = new ArrayList<>();
    private int turn;

    @Setup(Level.Trial)
    public void load() {
        var catalog = new GeneratedCatalog(1, count);
        try (var load = new BulkLoad()) {
            for (var i = 0; i < count; i++) {
                load.add(catalog.entity(i));
            }
            snapshot = load.finish(1);
        }
        var random = new Random(1);
        for (var i = 0; i < SOME; i++) {
            refs.add(catalog.ref(random.nextInt(count)));
            changed.add(catalog.entity(random.nextInt(count), 1));
            added.add(catalog.entity(count + i));
        }
    }

    private int next() {
        turn = (turn + 1) % SOME;
        return turn;
    }

    @Benchmark
    public byte[] byName() {
        return snapshot.json(snapshot.byRef(refs.get(next())).orElseThrow());
    }

    /** What nobody has asked for lately. */
    @Benchmark
    public byte[] writtenText() {
        var ref = refs.get(next());
        return snapshot.byRef(ref).orElseThrow().body().render(snapshot.relations(ref));
    }

    @Benchmark
    public EntityPage firstPage() {
        return page("kind=component", null, 20, 0, true);
    }

    @Benchmark
    public EntityPage pageOfOneOwner() {
        return page("relations.ownedBy=group:default/team-payment-0", null, 20, 0, true);
    }

    @Benchmark
    public EntityPage pageInTheMiddle() {
        return page("kind=component", null, 20, count / 3, false);
    }

    @Benchmark
    public EntityPage count() {
        return page("kind=component", null, 0, 0, true);
    }

    @Benchmark
    public EntityPage search() {
        return page("kind=component", new FullText("payment", SEARCHED), 20, 0, false);
    }

    @Benchmark
    public EntityPage searchOfFew() {
        return page(null, new FullText("-1234", null), 20, 0, true);
    }

    @Benchmark
    public List<Facets.Bucket> facetOfTypes() {
        var filter = Predicates.parse(
                FilterParameter.toPredicate(List.of("kind=component")).orElseThrow());
        return Facets.of(snapshot, filter.in(snapshot), "spec.type");
    }

    @Benchmark
    public List<Facets.Bucket> facetOfOwners() {
        return Facets.of(snapshot, snapshot.all(), "relations.ownedBy");
    }

    @Benchmark
    public Snapshot oneChange() {
        return with(changed.get(next()));
    }

    @Benchmark
    public Snapshot oneMore() {
        return with(added.get(next()));
    }

    private Snapshot with(StoredEntity entity) {
        var edit = SnapshotEdit.of(snapshot);
        edit.put(entity);
        return edit.finish();
    }

    private EntityPage page(@Nullable String filter, @Nullable FullText text, int limit, int offset, boolean counts) {
        var predicate = filter == null
                ? null
                : FilterParameter.toPredicate(List.of(filter)).orElseThrow();
        var order = new OrderField("metadata.name", false);
        return EntityPages.find(snapshot, new EntityQuery(predicate, order, text, limit, offset, counts, null));
    }
}
