package dev.buildrun.portal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** One file of the bundle in memory, compressed once where that pays. */
final class Asset {
    private static final String ANYTHING = "application/octet-stream";
    private static final Map<String, String> CONTENT_TYPES = Map.ofEntries(
            Map.entry("css", "text/css; charset=UTF-8"),
            Map.entry("gif", "image/gif"),
            Map.entry("html", "text/html; charset=UTF-8"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("js", "application/javascript; charset=UTF-8"),
            Map.entry("json", "application/json; charset=UTF-8"),
            Map.entry("map", "application/json; charset=UTF-8"),
            Map.entry("mjs", "application/javascript; charset=UTF-8"),
            Map.entry("png", "image/png"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("ttf", "font/ttf"),
            Map.entry("txt", "text/plain; charset=UTF-8"),
            Map.entry("wasm", "application/wasm"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("webp", "image/webp"),
            Map.entry("woff", "font/woff"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("xml", "application/xml"));
    private static final int COMPRESS_FROM_BYTES = 1_024;

    private final String contentType;
    private final byte[] bytes;
    private final String entityTag;
    private final byte @Nullable [] gzipped;

    /** @param name decides about the content type */
    Asset(String name, byte[] bytes) {
        this.contentType = contentType(name);
        this.bytes = bytes;
        this.entityTag = "W/\"" + hash(bytes) + "\"";
        this.gzipped = compresses(contentType, bytes) ? gzip(bytes) : null;
    }

    String contentType() {
        return contentType;
    }

    byte[] bytes() {
        return bytes;
    }

    Optional<byte[]> gzipped() {
        return Optional.ofNullable(gzipped);
    }

    /** Weak, since it stands for the file in whatever coding. */
    String entityTag() {
        return entityTag;
    }

    /** Whether an {@code If-None-Match} header names this content. */
    boolean isNamedIn(String ifNoneMatch) {
        return ifNoneMatch.trim().equals("*") || ifNoneMatch.contains(entityTag.substring(2));
    }

    private static String contentType(String name) {
        var extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return CONTENT_TYPES.getOrDefault(extension, ANYTHING);
    }

    private static boolean compresses(String contentType, byte[] bytes) {
        var isText = contentType.contains("charset") || contentType.contains("xml") || contentType.contains("json");
        return bytes.length >= COMPRESS_FROM_BYTES && (isText || contentType.equals("application/wasm"));
    }

    private static String hash(byte[] bytes) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException exception) {
            throw new IllegalStateException(exception);
        }
    }

    private static byte[] gzip(byte[] bytes) {
        var compressed = new ByteArrayOutputStream(bytes.length / 2);
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
        return compressed.toByteArray();
    }
}
