package dev.buildrun.catalog.index;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * How an index keeps texts: as they are until there are many, packed from then on. What was there before stays as it is.
 *
 * @param plainBytes how much has been kept as it is so far
 * @param packing null until there is enough
 * @param recent whole texts that were served lately
 */
record Bodies(long plainBytes, @Nullable BodyPacking packing, RecentTexts recent) {
    static Bodies none() {
        return new Bodies(0, null, new RecentTexts());
    }

    /** The body as it is to be kept. */
    EntityBody kept(EntityBody body) {
        return packing == null ? body : body.packed(packing);
    }

    /** The same after bodies of that size were kept. */
    Bodies with(long bytes) {
        return packing == null ? new Bodies(plainBytes + bytes, null, recent) : this;
    }

    /** Whether there is enough to learn from. */
    boolean canLearn() {
        return packing == null && plainBytes >= BodyPacking.PLAIN_BYTES;
    }

    /** Learns from some bodies. */
    Bodies learned(Iterable<EntityBody> samples) {
        var texts = new ArrayList<byte[]>();
        samples.forEach(body -> texts.add(body.head()));
        var learned = BodyPacking.of(texts);
        // Where texts have nothing in common, it is tried again after as many more.
        return new Bodies(learned == null ? 0 : plainBytes, learned, recent);
    }
}
