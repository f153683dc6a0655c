package dev.buildrun.scaffolder.task;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** One directory as it is kept: what is in it by name, with the hashes of the content. The same directory always gives the same bytes. */
record KeptTree(List<Entry> entries) {
    /** What lies in a directory. */
    sealed interface Entry {
        String name();
    }

    record Directory(String name, Hash tree) implements Entry {}

    /**
     * A file.
     *
     * @param bytes how many it has
     * @param parts its content in order
     */
    record FileParts(String name, boolean executable, long bytes, List<Hash> parts) implements Entry {}

    record Link(String name, String text) implements Entry {}

    private static final int DIRECTORY = 1;
    private static final int FILE = 2;
    private static final int EXECUTABLE = 3;
    private static final int LINK = 4;

    byte[] write() {
        var bytes = new ByteArrayOutputStream();
        try (var output = new DataOutputStream(bytes)) {
            for (var entry : entries) {
                write(entry, output);
            }
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
        return bytes.toByteArray();
    }

    private static void write(Entry entry, DataOutputStream output) throws IOException {
        switch (entry) {
            case Directory(var name, var tree) -> {
                output.writeByte(DIRECTORY);
                output.writeUTF(name);
                output.write(tree.bytes());
            }
            case FileParts(var name, var executable, var bytes, var parts) -> {
                output.writeByte(executable ? EXECUTABLE : FILE);
                output.writeUTF(name);
                output.writeLong(bytes);
                output.writeInt(parts.size());
                for (var part : parts) {
                    output.write(part.bytes());
                }
            }
            case Link(var name, var text) -> {
                output.writeByte(LINK);
                output.writeUTF(name);
                output.writeUTF(text);
            }
        }
    }

    static KeptTree read(byte[] content) {
        var entries = new ArrayList<Entry>();
        try (var input = new DataInputStream(new ByteArrayInputStream(content))) {
            while (input.available() > 0) {
                entries.add(entry(input.readByte(), input));
            }
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
        return new KeptTree(entries);
    }

    private static Entry entry(int kind, DataInputStream input) throws IOException {
        var name = input.readUTF();
        if (kind == DIRECTORY) {
            return new Directory(name, hash(input));
        }
        if (kind == LINK) {
            return new Link(name, input.readUTF());
        }
        var bytes = input.readLong();
        var parts = new ArrayList<Hash>();
        for (var left = input.readInt(); left > 0; left--) {
            parts.add(hash(input));
        }
        return new FileParts(name, kind == EXECUTABLE, bytes, parts);
    }

    private static Hash hash(DataInputStream input) throws IOException {
        return new Hash(input.readNBytes(Hash.LENGTH));
    }
}
