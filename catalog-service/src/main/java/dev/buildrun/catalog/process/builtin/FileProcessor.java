package dev.buildrun.catalog.process.builtin;

import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.entity.LocationRef;
import dev.buildrun.catalog.process.EntityProcessor;
import dev.buildrun.catalog.process.LocationReader;
import dev.buildrun.catalog.process.LocationReader.Matches;
import dev.buildrun.catalog.process.LocationReader.NotModified;
import dev.buildrun.catalog.process.LocationTarget;
import dev.buildrun.catalog.process.ProcessingContext;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.util.List;
import java.util.Set;

/** Reads files of the local disk, and only for locations that stand in the operator's config. */
final class FileProcessor implements EntityProcessor {
    private static final String TYPE = "file";

    private final LocationReader reader;
    private final Set<LocationRef> configured;

    FileProcessor(LocationReader reader, Set<LocationRef> configured) {
        this.reader = reader;
        this.configured = Set.copyOf(configured);
    }

    @Override
    public String name() {
        return "FileReaderProcessor";
    }

    @Override
    public boolean readLocation(LocationTarget target, ProcessingContext context) {
        if (!target.location().type().equals(TYPE)) {
            return false;
        }
        var path = target.location().target();
        try {
            checkAllowed(target.location(), context);
            var files = files(path);
            if (files.isEmpty() && !target.optional()) {
                context.emitError(new EntityError("NotFoundError", "file " + path + " does not exist"));
            }
            files.forEach(file -> emit(file, context));
        } catch (ServiceException exception) {
            var error = EntityError.of(exception);
            context.emitError(new EntityError("Error", "file " + path + " could not be read, " + error));
        }
        context.emitRefreshKey(target.location().toString());
        return true;
    }

    /** The text of a file that an entity refers to. */
    String read(String path, ProcessingContext context) {
        checkAllowed(new LocationRef(TYPE, path), context);
        return reader.read(path);
    }

    private List<LocationReader.File> files(String path) {
        return switch (reader.search(path, null)) {
            case NotModified() -> List.of();
            case Matches(var files, var _) -> files;
        };
    }

    private static void emit(LocationReader.File file, ProcessingContext context) {
        var location = new LocationRef(TYPE, file.target());
        context.emitRefreshKey(location.toString());
        Descriptors.emit(file.text(), location, context);
    }

    private void checkAllowed(LocationRef location, ProcessingContext context) {
        if (!configured.contains(context.origin())) {
            throw ServiceException.of(
                    ErrorKind.NOT_ALLOWED,
                    "Reading " + location + " is not allowed: files are read only for locations of 'catalog.locations'"
                            + ", and " + context.origin() + " is none of them");
        }
    }
}
