package dev.buildrun.catalog.index;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictCompress;
import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdDictTrainer;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Packs the texts of entities with what they have in common: a dictionary that was made of some of them. A text of 3 KB takes a fifth of that,
 * 6 us to pack and 3 us to unpack (docs/adr/0015).
 */
final class BodyPacking {
    /** So many bytes of texts an index keeps as they are; those of a small catalog need no packing. */
    static final long PLAIN_BYTES = 128L << 20;

    /** A shorter text is not worth it. */
    static final int MIN_BYTES = 512;

    static final int SAMPLES = 1_000;

    private static final int DICTIONARY_BYTES = 32_768;
    private static final int MAX_SAMPLE_BYTES = 16_384;
    private static final int LEVEL = 1;
    private static final int MAX_IDLE = 16;

    private final ZstdDictCompress packing;
    private final ZstdDictDecompress unpacking;
    private final ArrayBlockingQueue<ZstdCompressCtx> packers = new ArrayBlockingQueue<>(MAX_IDLE);
    private final ArrayBlockingQueue<ZstdDecompressCtx> unpackers = new ArrayBlockingQueue<>(MAX_IDLE);

    private BodyPacking(byte[] dictionary) {
        packing = new ZstdDictCompress(dictionary, LEVEL);
        unpacking = new ZstdDictDecompress(dictionary);
    }

    /** Learns from some texts; null where they have too little in common, or are too few, to learn anything. */
    static @Nullable BodyPacking of(List<byte[]> samples) {
        var trainer = new ZstdDictTrainer(SAMPLES * MAX_SAMPLE_BYTES, DICTIONARY_BYTES);
        for (var sample : samples) {
            if (sample.length <= MAX_SAMPLE_BYTES) {
                trainer.addSample(sample);
            }
        }
        try {
            return new BodyPacking(trainer.trainSamples());
        } catch (com.github.luben.zstd.ZstdException _) {
            return null;
        }
    }

    byte[] pack(byte[] text) {
        var idle = packers.poll();
        var packer = idle == null ? new ZstdCompressCtx().loadDict(packing).setDictID(false) : idle;
        try {
            return packer.compress(text);
        } finally {
            if (!packers.offer(packer)) {
                packer.close();
            }
        }
    }

    byte[] unpack(byte[] packed) {
        var idle = unpackers.poll();
        var unpacker = idle == null ? new ZstdDecompressCtx().loadDict(unpacking) : idle;
        try {
            return unpacker.decompress(packed, Math.toIntExact(Zstd.getFrameContentSize(packed)));
        } finally {
            if (!unpackers.offer(unpacker)) {
                unpacker.close();
            }
        }
    }
}
