package dev.buildrun.catalog.location;

import dev.buildrun.audit.AuditStore;
import dev.buildrun.catalog.entity.StorableText;
import dev.buildrun.catalog.intake.IntakeStore;
import dev.buildrun.catalog.intake.Lane;
import dev.buildrun.catalog.log.Cause;
import dev.buildrun.catalog.log.ChangeSet;
import dev.buildrun.catalog.log.ChangeStore;
import dev.buildrun.catalog.process.ProcessingOutcome;
import dev.buildrun.catalog.process.ProcessorCache;
import dev.buildrun.catalog.process.UnprocessedEntity;
import dev.buildrun.database.Database;
import dev.buildrun.database.Tx;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.work.WakeUp;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What callers do with registered locations. Blocks on the database; does not ask who may. */
public final class Locations {
    /** The name under which registered locations declare their Location entities. */
    public static final String SOURCE_KEY = "StoredLocationProvider";

    private final Database database;
    private final LocationStore store;
    private final IntakeStore intake;
    private final ChangeStore log;
    private final LocationTrial trial;
    private final AuditStore audit = new AuditStore();
    private final WakeUp urgent;
    private final LocationsConfig config;

    /**
     * Puts the parts together.
     *
     * @param processing what {@link dev.buildrun.catalog.process.Processing#process} does, for dry runs
     * @param urgent what the processing loop of the urgent lane waits for
     */
    public Locations(
            Database database,
            LocationStore store,
            IntakeStore intake,
            ChangeStore log,
            BiFunction<UnprocessedEntity, ProcessorCache, ProcessingOutcome> processing,
            WakeUp urgent,
            LocationsConfig config) {
        this.database = database;
        this.store = store;
        this.intake = intake;
        this.log = log;
        this.trial = new LocationTrial(processing);
        this.urgent = urgent;
        this.config = config;
    }

    /** In the order in which they were registered. */
    public List<Location> list() {
        return database.inTransaction(store::list);
    }

    /**
     * The location with the id.
     *
     * @throws ServiceException of kind NOT_FOUND, also for an id that is not a UUID
     */
    public Location get(String id) {
        return find(id).orElseThrow(() -> unknown(id));
    }

    /** Empty for what is no id at all, too. */
    public Optional<Location> find(String id) {
        return uuid(id).flatMap(uuid -> database.inTransaction(tx -> store.get(tx, uuid)));
    }

    public Optional<Location> find(String type, String target) {
        return database.inTransaction(tx -> store.find(tx, type, target));
    }

    /**
     * Registers a location. Nothing is read before this returns; the location is processed right after, before all that nobody
     * waits for.
     *
     * @param onConflict null for what the config says
     * @param actor who asks
     * @throws ServiceException of kind CONFLICT when it is registered already, INPUT for a type that is not allowed, NOT_ALLOWED
     *     when locations are read-only
     */
    public Written register(String type, String target, @Nullable OnConflict onConflict, @Nullable String actor) {
        return register(UUID.randomUUID(), type, target, onConflict, actor);
    }

    /** The same with an id of the caller's choice, by which the caller can tell later whether this has happened. */
    public Written register(
            UUID id, String type, String target, @Nullable OnConflict onConflict, @Nullable String actor) {
        checkWritable();
        checkType(type);
        checkTarget(target);
        var written = database.inTransaction(tx -> {
            var changes = new ChangeSet();
            var location = Location.create(id, type, target);
            if (!store.insert(tx, location)) {
                location = store.find(tx, type, target).orElseThrow(() -> exists(type, target));
                if ((onConflict == null ? config.onConflict() : onConflict) == OnConflict.REJECT) {
                    throw exists(type, target);
                }
            }
            intake.declare(tx, SOURCE_KEY, List.of(location.entity()), Lane.URGENT, changes);
            intake.makeDueAnew(tx, Set.of(location.entityRef()), Lane.URGENT);
            note(tx, "location.create", location, actor);
            return new Written(location, log.append(tx, changes, new Cause("location:create", actor)));
        });
        urgent.signal();
        return written;
    }

    /**
     * Makes a location lead elsewhere; what it led to goes at once, if nothing else leads there.
     *
     * @param actor who asks
     * @throws ServiceException of kind CONFLICT when another one leads there already, NOT_FOUND, and as {@link #register} does
     */
    public Written update(String id, String type, String target, @Nullable String actor) {
        checkWritable();
        checkType(type);
        checkTarget(target);
        var uuid = parse(id);
        var written = database.inTransaction(tx -> {
            if (store.find(tx, type, target)
                    .filter(found -> !found.id().equals(uuid))
                    .isPresent()) {
                throw exists(type, target);
            }
            var before = store.get(tx, uuid).orElseThrow(() -> unknown(id));
            var location = new Location(uuid, type, target, before.entityRef());
            var changes = new ChangeSet();
            store.update(tx, location);
            if (!before.equals(location)) {
                intake.withdraw(tx, SOURCE_KEY, Set.of(location.entityRef()), changes);
            }
            intake.declare(tx, SOURCE_KEY, List.of(location.entity()), Lane.URGENT, changes);
            note(tx, "location.update", location, actor);
            return new Written(location, log.append(tx, changes, new Cause("location:update", actor)));
        });
        urgent.signal();
        return written;
    }

    /**
     * Removes a location, its entity, and all that only this leads to.
     *
     * @param actor who asks
     * @return what was removed
     * @throws ServiceException of kind NOT_FOUND, NOT_ALLOWED when locations are read-only
     */
    public Written delete(String id, @Nullable String actor) {
        checkWritable();
        var uuid = parse(id);
        return database.inTransaction(tx -> {
            var location = store.delete(tx, uuid).orElseThrow(() -> unknown(id));
            var changes = new ChangeSet();
            intake.withdraw(tx, SOURCE_KEY, Set.of(location.entityRef()), changes);
            note(tx, "location.delete", location, actor);
            return new Written(location, log.append(tx, changes, new Cause("location:delete", actor)));
        });
    }

    /**
     * Reads and processes what registering the location would bring, and stores nothing. Allowed also when locations are
     * read-only. Takes as long as the reading takes.
     *
     * @throws ServiceException of kind INPUT when the type is not allowed, or something that it leads to is not good
     */
    public DryRun dryRun(String type, String target) {
        checkType(type);
        checkTarget(target);
        var location = Location.create(type, target);
        var desired = location.entity();
        var entities = trial.run(UnprocessedEntity.of(desired));
        return new DryRun(find(type, target).isPresent(), location, entities);
    }

    /** Brings the Location entities in line with the locations, in case somebody has changed the table by hand. */
    public void declareAll() {
        database.transact(tx -> {
            var changes = new ChangeSet();
            store.lock(tx);
            var entities = store.list(tx).stream().map(Location::entity).toList();
            intake.replace(tx, SOURCE_KEY, entities, changes);
            log.append(tx, changes, Cause.of("provider:" + SOURCE_KEY));
        });
    }

    /** @throws ServiceException of kind NOT_ALLOWED when locations are read-only, which comes before the question who asks */
    public void checkWritable() {
        if (config.readonly()) {
            throw ServiceException.of(ErrorKind.NOT_ALLOWED, "This operation not allowed in readonly mode");
        }
    }

    private void note(Tx tx, String action, Location location, @Nullable String actor) {
        var what = "location:" + location.id() + " " + location.type() + ":" + location.target();
        audit.writeNow(tx, actor, action, what, List.of(location.entityRef()));
    }

    private void checkType(String type) {
        if (!config.allowedTypes().contains(type)) {
            var allowed = config.allowedTypes().stream()
                    .map(each -> "\"" + each + "\"")
                    .collect(java.util.stream.Collectors.joining(",", "[", "]"));
            throw ServiceException.input("Registered locations must be of an allowed type " + allowed);
        }
    }

    private static void checkTarget(String target) {
        if (!StorableText.isStorable(target)) {
            throw ServiceException.input("The target " + Json.text(target) + " has characters that cannot be stored");
        }
    }

    private static UUID parse(String id) {
        return uuid(id).orElseThrow(() -> unknown(id));
    }

    private static Optional<UUID> uuid(String id) {
        try {
            return Optional.of(UUID.fromString(id));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** That there is no such location, which is also said to who may not see it. */
    public static ServiceException unknown(String id) {
        return ServiceException.notFound("Found no location with ID " + id);
    }

    private static ServiceException exists(String type, String target) {
        return ServiceException.conflict("Location " + type + ":" + target + " already exists");
    }
}
