package dev.buildrun.http;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** A request's body, in memory or in a temporary file that goes when the request has been answered. */
sealed interface ReceivedBody extends Request.Body {
    /** Frees what the body holds; may be called more than once. */
    void discard();

    record InMemory(byte[] bytes) implements ReceivedBody {
        @Override
        public InputStream stream() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public void discard() {}
    }

    /**
     * A body that was compressed on its way, unpacked while it is read. It is not done as it arrives, since a few bytes can stand for
     * any number, all of which would be in memory at once.
     *
     * @param maxBytes of what is unpacked
     */
    record Packed(ReceivedBody packed, String encoding, long maxBytes) implements ReceivedBody {
        @Override
        public byte[] bytes() {
            try (var stream = stream()) {
                return stream.readAllBytes();
            } catch (IOException exception) {
                throw ServiceException.of(
                        ErrorKind.INPUT,
                        "Expected a body in the encoding " + encoding + ": " + exception.getMessage(),
                        exception);
            }
        }

        @Override
        public InputStream stream() throws IOException {
            var stream = packed.stream();
            return new BoundedStream(
                    encoding.equals("deflate") ? new InflaterInputStream(stream) : new GZIPInputStream(stream),
                    maxBytes);
        }

        @Override
        public void discard() {
            packed.discard();
        }
    }

    record InFile(Path file) implements ReceivedBody {
        @Override
        public byte[] bytes() {
            try {
                return Files.readAllBytes(file);
            } catch (IOException exception) {
                throw new UncheckedIOException(exception);
            }
        }

        @Override
        public InputStream stream() throws IOException {
            return Files.newInputStream(file);
        }

        @Override
        public void discard() {
            try {
                Files.deleteIfExists(file);
            } catch (IOException exception) {
                throw new UncheckedIOException(exception);
            }
        }
    }
}
