package dev.buildrun.catalog.process;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.entity.LocationRef;
import dev.buildrun.catalog.entity.StorableText;
import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.LargeReads;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import tools.jackson.databind.node.StringNode;

/** Reads what a Location entity points to, several files at once; what is found in them stays in the order of the targets. */
final class LocationTargets {
    /** Types that a Location may name though it was itself read in another way; a URL must never lead to a local file. */
    private static final Set<String> ALLOWED_TYPES = Set.of("url");

    /** Files of one Location. */
    private static final int READS_AT_ONCE = 4;

    private final List<EntityProcessor> processors;
    private final SourceUrls urls;

    LocationTargets(List<EntityProcessor> processors, SourceUrls urls) {
        this.processors = processors;
        this.urls = urls;
    }

    void read(Entity entity, ProcessingContext context) {
        var spec = entity.spec();
        var type = spec.path("type").asString(context.location().type());
        var optional = spec.path("presence").asString("required").equals("optional");
        if (!type.equals(context.location().type()) && !ALLOWED_TYPES.contains(type)) {
            context.emitError(EntityError.input("Registered locations must be of an allowed type [\"url\"]"));
            return;
        }
        var reads = targets(entity).stream()
                .map(target -> LargeReads.inSamePiece(() -> {
                    var branch = context.branch();
                    branch.run(() -> read(target, type, optional, branch));
                    return branch;
                }))
                .toList();
        inParallel(reads).forEach(context::join);
    }

    /** What the reads give, in their order. */
    private static <T> List<T> inParallel(List<Callable<T>> reads) {
        try (var threads = Executors.newFixedThreadPool(
                READS_AT_ONCE, Thread.ofVirtual().name("location-read-", 0).factory())) {
            var results = new ArrayList<T>();
            for (var read : threads.invokeAll(reads)) {
                results.add(read.get());
            }
            return results;
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new ProcessingFault(new EntityError("Error", "Interrupted while reading"));
        } catch (ExecutionException exception) {
            throw new IllegalStateException(exception.getCause());
        }
    }

    private void read(String target, String type, boolean optional, ProcessingContext context) {
        if (!StorableText.isStorable(target)) {
            context.emitError(EntityError.input(
                    "The target " + StringNode.valueOf(target) + " has characters that cannot be stored"));
        } else if (type.equals("file") && target.endsWith(File.separator)) {
            context.emitError(EntityError.input("LocationEntityProcessor cannot handle " + type
                    + " type location with target " + context.location().target()
                    + " that ends with a path separator"));
        } else {
            var absolute = new LocationRef(type, absolute(target, type, context.location()));
            read(new LocationTarget(absolute, optional), context);
        }
    }

    private static List<String> targets(Entity location) {
        var targets = new ArrayList<String>();
        if (location.spec().has("target")) {
            targets.add(location.spec().path("target").asString());
        }
        location.spec().path("targets").forEach(target -> targets.add(target.asString()));
        return targets;
    }

    private void read(LocationTarget target, ProcessingContext context) {
        for (var processor : processors) {
            try {
                if (processor.readLocation(target, context)) {
                    return;
                }
            } catch (ServiceException exception) {
                throw new ProcessingFault(EntityError.input(
                        "Processor " + processor.name() + " threw an error while reading " + target.location(),
                        EntityError.of(exception)));
            }
        }
        throw new ProcessingFault(EntityError.input("No processor was able to handle reading of " + target.location()));
    }

    /** A target is relative to the file that it stands in, but only where both are read in the same way. */
    private String absolute(String target, String type, LocationRef base) {
        if (!type.equals(base.type())) {
            return target;
        }
        try {
            return switch (type) {
                case "file" -> target.startsWith(".") ? beside(base.target(), target) : target;
                case "url" -> urls.resolve(target, base.target());
                default -> target;
            };
        } catch (ServiceException | InvalidPathException asItIs) {
            return target;
        }
    }

    private static String beside(String file, String target) {
        return Path.of(file).resolveSibling(target).normalize().toString();
    }
}
