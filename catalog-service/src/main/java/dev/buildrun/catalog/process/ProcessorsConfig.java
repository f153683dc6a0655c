package dev.buildrun.catalog.process;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which processors act, and in which order.
 *
 * @param withoutReaders leaves out those that read locations and annotate what they find; {@code catalog.disableDefaultProcessors}
 * @param options by the processor's name; {@code catalog.processorOptions}
 */
public record ProcessorsConfig(boolean withoutReaders, Map<String, Option> options) {
    /** What {@link #withoutReaders} leaves out. */
    static final Set<String> READERS = Set.of("FileReaderProcessor", "url-reader", "AnnotateLocationEntityProcessor");

    public static final ProcessorsConfig DEFAULT = new ProcessorsConfig(false, Map.of());

    private static final int USUAL_PRIORITY = 20;

    public ProcessorsConfig {
        options = Map.copyOf(options);
    }

    /**
     * What the operator says of one processor.
     *
     * @param priority the lower it is, the earlier it acts; null for 20, which all have unless something else is said
     */
    public record Option(boolean disabled, @Nullable Integer priority) {}

    /** Those that act, in their order; of the same priority in the order in which they are given. */
    public List<EntityProcessor> arrange(List<EntityProcessor> processors) {
        return processors.stream()
                .filter(processor -> acts(processor.name()))
                .sorted(Comparator.comparingInt(processor -> priority(processor.name())))
                .toList();
    }

    private boolean acts(String name) {
        var option = options.get(name);
        return !(withoutReaders && READERS.contains(name)) && (option == null || !option.disabled());
    }

    private int priority(String name) {
        var option = options.get(name);
        return option == null || option.priority() == null ? USUAL_PRIORITY : option.priority();
    }
}
