package dev.buildrun.scaffolder.remote;

import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.workspace.ListedFiles;
import dev.buildrun.scaffolder.workspace.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A workspace as a tar, and back: files, directories and links, in the format of POSIX 1003.1-2001 (pax), which every tar knows. */
final class Tar {
    private static final int BLOCK = 512;
    private static final int SHORT_NAME = 100;
    private static final int MOST_PAX_BYTES = 64 << 10;
    private static final byte[] ZEROS = new byte[BLOCK];

    private final long mostBytes;
    private long bytes;

    /** @param mostBytes all in all */
    Tar(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    private ServiceException tooLarge() {
        return ServiceException.input(
                "Expected a workspace of at most " + mostBytes + " bytes for a remote action, found a larger one");
    }

    private void count(long more) {
        bytes += more;
        if (bytes > mostBytes) {
            throw tooLarge();
        }
    }

    /** Writes everything in the workspace. */
    void write(Workspace workspace, OutputStream target) throws IOException {
        var files = workspace.listed();
        for (var path : files.paths()) {
            var name = workspace.relative(path);
            switch (files.kind(path)) {
                case LINK -> entry(target, name, '2', 0, files.link(path), 0777);
                case DIRECTORY -> entry(target, name + "/", '5', 0, "", 0755);
                case FILE -> file(target, name, path, files);
                case OTHER -> {}
            }
        }
        target.write(ZEROS);
        target.write(ZEROS);
    }

    private void file(OutputStream target, String name, Path path, ListedFiles files) throws IOException {
        try (var stream = files.open(path)) {
            var content = stream.readNBytes((int) Math.min(Integer.MAX_VALUE, mostBytes - bytes + 1));
            count(content.length);
            entry(target, name, '0', content.length, "", files.isExecutable(path) ? 0755 : 0644);
            content(target, content);
        }
    }

    private void entry(OutputStream target, String name, char type, long size, String link, int mode)
            throws IOException {
        count(BLOCK);
        var pax = new StringBuilder();
        if (name.getBytes(StandardCharsets.UTF_8).length > SHORT_NAME || !isAscii(name)) {
            pax.append(record("path", name));
        }
        if (link.getBytes(StandardCharsets.UTF_8).length > SHORT_NAME || !isAscii(link)) {
            pax.append(record("linkpath", link));
        }
        if (!pax.isEmpty()) {
            var content = pax.toString().getBytes(StandardCharsets.UTF_8);
            target.write(header("pax", 'x', content.length, "", 0644));
            content(target, content);
        }
        target.write(header(name, type, size, link, mode));
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(character -> character < 128);
    }

    /** A record begins with its own length, that number included. */
    private static String record(String key, String value) {
        var rest = " " + key + "=" + value + "\n";
        var length = rest.getBytes(StandardCharsets.UTF_8).length;
        var digits = Integer.toString(length).length();
        if (Integer.toString(length + digits).length() > digits) {
            digits++;
        }
        return (length + digits) + rest;
    }

    private static void content(OutputStream target, byte[] content) throws IOException {
        target.write(content);
        target.write(ZEROS, 0, padding(content.length));
    }

    private static int padding(long size) {
        return (int) ((BLOCK - size % BLOCK) % BLOCK);
    }

    private static byte[] header(String name, char type, long size, String link, int mode) {
        var header = new byte[BLOCK];
        put(header, 0, SHORT_NAME, name);
        put(header, 100, 8, "%07o".formatted(mode));
        put(header, 108, 8, "0000000");
        put(header, 116, 8, "0000000");
        put(header, 124, 12, "%011o".formatted(size));
        put(header, 136, 12, "00000000000");
        put(header, 148, 8, "        ");
        header[156] = (byte) type;
        put(header, 157, SHORT_NAME, link);
        put(header, 257, 8, "ustar\00000");
        put(header, 148, 8, "%06o\0 ".formatted(sum(header)));
        return header;
    }

    private static int sum(byte[] header) {
        var sum = 0;
        for (var value : header) {
            sum += value & 0xFF;
        }
        return sum;
    }

    private static void put(byte[] header, int offset, int width, String text) {
        var encoded = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(encoded, 0, header, offset, Math.min(width, encoded.length));
    }

    /** Puts everything into the workspace, which sees to it that nothing leaves it. Files that are there are replaced. */
    void read(InputStream source, Workspace workspace) throws IOException {
        String path = null;
        String link = null;
        for (var header = block(source); header != null; header = block(source)) {
            var size = number(header, 124, 12);
            count(BLOCK + size);
            var name = path == null ? name(header) : path;
            switch (header[156]) {
                case 'x' -> {
                    var records = text(source, size);
                    path = value(records, "path", path);
                    link = value(records, "linkpath", link);
                    continue;
                }
                case '0', 0 ->
                    workspace.write(trimmed(name), content(source, size), (number(header, 100, 8) & 0100) != 0);
                case '5' -> workspace.makeDirectory(trimmed(name));
                case '2' -> workspace.link(trimmed(name), link == null ? string(header, 157, SHORT_NAME) : link);
                default -> content(source, size);
            }
            path = null;
            link = null;
        }
    }

    private static String trimmed(String name) {
        return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    }

    private static byte @Nullable [] block(InputStream source) throws IOException {
        var block = source.readNBytes(BLOCK);
        if (block.length < BLOCK || Arrays.equals(block, ZEROS)) {
            return null;
        }
        return block;
    }

    private static String name(byte[] header) {
        var prefix = string(header, 345, 155);
        var name = string(header, 0, SHORT_NAME);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static byte[] content(InputStream source, long size) throws IOException {
        var content = source.readNBytes((int) size);
        source.skipNBytes(padding(size));
        if (content.length < size) {
            throw new IOException("The tar breaks off");
        }
        return content;
    }

    private static String text(InputStream source, long size) throws IOException {
        if (size > MOST_PAX_BYTES) {
            throw new IOException("The tar has a name of more than " + MOST_PAX_BYTES + " bytes");
        }
        return new String(content(source, size), StandardCharsets.UTF_8);
    }

    private static @Nullable String value(String records, String key, @Nullable String absent) {
        for (var record : records.split("\n", -1)) {
            var start = record.indexOf(' ') + 1;
            if (record.startsWith(key + "=", start)) {
                return record.substring(start + key.length() + 1);
            }
        }
        return absent;
    }

    private static String string(byte[] header, int offset, int width) {
        var end = offset;
        while (end < offset + width && header[end] != 0) {
            end++;
        }
        return new String(header, offset, end - offset, StandardCharsets.UTF_8);
    }

    private static long number(byte[] header, int offset, int width) throws IOException {
        var digits = string(header, offset, width).strip();
        if (!digits.matches("[0-7]{1,11}")) {
            throw new IOException("The tar has an octal number \"" + digits + "\"");
        }
        return Long.parseLong(digits, 8);
    }
}
