package dev.buildrun.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
