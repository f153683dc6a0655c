package dev.buildrun.catalog.process.builtin;

import dev.buildrun.catalog.entity.LocationRef;
import dev.buildrun.catalog.process.EntityProcessor;
import dev.buildrun.catalog.process.LocationReader;
import dev.buildrun.catalog.process.SourceUrls;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The order of the built-in processors. */
public final class BuiltInProcessors {
    private BuiltInProcessors() {}

    /**
     * All processors, for what sources and registered locations declare.
     *
     * @param urlReader reads locations of type url
     * @param configured the locations of the operator's config; only these may lead to files on the local disk
     */
    public static List<EntityProcessor> all(LocationReader urlReader, SourceUrls urls, Set<LocationRef> configured) {
        var files = new FileProcessor(new FileLocationReader(), configured);
        var processors = new ArrayList<EntityProcessor>();
        processors.add(new PlaceholderProcessor(urlReader, urls, files));
        processors.add(new KindsProcessor());
        processors.add(new AiResourceProcessor());
        processors.add(files);
        processors.add(new UrlProcessor(urlReader));
        processors.add(new LocationAnnotations(urls));
        processors.add(new TemplateProcessor());
        return List.copyOf(processors);
    }

    /** The same for what a caller hands in to be checked: nothing that it says can make the service read a local file. */
    public static List<EntityProcessor> withoutFiles(LocationReader urlReader, SourceUrls urls) {
        return all(urlReader, urls, Set.of());
    }
}
