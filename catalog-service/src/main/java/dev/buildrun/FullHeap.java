package dev.buildrun;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.function.Consumer;
import javax.management.ListenerNotFoundException;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when a collection leaves nearly no room: from there on the process gets slow, long before it fails, and nothing else tells why. What is
 * used before a collection says nothing, since the collector lets garbage lie as long as there is room.
 */
final class FullHeap implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FullHeap.class);
    private static final double NEARLY = 0.85;
    private static final long MEGABYTE = 1 << 20;

    private final NotificationEmitter emitter = (NotificationEmitter) ManagementFactory.getMemoryMXBean();
    private final NotificationListener listener;

    private FullHeap(double share, Consumer<String> told) {
        listener = (notification, _) -> {
            if (MemoryNotificationInfo.MEMORY_COLLECTION_THRESHOLD_EXCEEDED.equals(notification.getType())) {
                var usage = MemoryNotificationInfo.from((CompositeData) notification.getUserData())
                        .getUsage();
                told.accept("The heap is nearly full: after a collection " + usage.getUsed() / MEGABYTE + " of "
                        + usage.getMax() / MEGABYTE + " MB for what stays are in use. Give it more, for instance with"
                        + " BUILDRUN_JAVA_OPTIONS=-Xmx"
                        + 2 * Runtime.getRuntime().maxMemory() / MEGABYTE + "m");
            }
        };
        emitter.addNotificationListener(listener, null, null);
        for (var pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (isForWhatStays(pool)) {
                pool.setCollectionUsageThreshold((long) (pool.getUsage().getMax() * share));
            }
        }
    }

    /** Pools for what is new are emptied by each collection, or tell nothing of one. */
    private static boolean isForWhatStays(MemoryPoolMXBean pool) {
        return pool.getType() == MemoryType.HEAP
                && pool.isCollectionUsageThresholdSupported()
                && pool.getUsage().getMax() > 0
                && !pool.getName().contains("Eden")
                && !pool.getName().contains("Survivor");
    }

    /** Warns in the log from now on. */
    static FullHeap watch() {
        return watch(NEARLY, LOG::warn);
    }

    /** Tells each time when a collection leaves more than a share of the most that there may be, where the one before has not. */
    static FullHeap watch(double share, Consumer<String> told) {
        return new FullHeap(share, told);
    }

    @Override
    public void close() {
        try {
            emitter.removeNotificationListener(listener);
        } catch (ListenerNotFoundException _) {
            // Nobody else takes it away.
        }
    }
}
