package dev.buildrun.catalog.push;

import dev.buildrun.catalog.process.LocationReader;
import dev.buildrun.error.ServiceException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads nothing, so that entities can be checked by themselves: a Location is taken to lead to one empty file. What it really leads to
 * is read when it is processed.
 */
public final class NothingRead implements LocationReader {
    @Override
    public Search search(String target, @Nullable String etag) {
        return new Matches(List.of(new File(target, "")), null);
    }

    @Override
    public String read(String target) {
        throw ServiceException.input("Expected an entity that needs no file, found one that refers to " + target);
    }
}
