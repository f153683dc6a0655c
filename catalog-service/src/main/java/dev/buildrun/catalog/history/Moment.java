package dev.buildrun.catalog.history;

import dev.buildrun.error.ServiceException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/** Where in the history somebody looks. */
sealed interface Moment {
    /** When the log had reached this position. */
    record AtPosition(long position) implements Moment {
        @Override
        public String toString() {
            return "position " + position;
        }
    }

    record AtTime(Instant time) implements Moment {
        @Override
        public String toString() {
            return time.toString();
        }
    }

    /**
     * Reads a position of the change log, or a time such as {@code 2026-11-25T15:14:04.75Z} or {@code 2026-11-25T16:14:04+01:00}.
     *
     * @throws ServiceException of kind INPUT for anything else
     */
    static Moment parse(String parameter, String text) {
        if (text.matches("\\d{1,18}")) {
            return new AtPosition(Long.parseLong(text));
        }
        try {
            var time = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
            // A plus sign that is not escaped arrives as a space, which the parser refuses, and so does the database
            // other years.
            if (time.getYear() >= 1 && time.getYear() <= 9999) {
                return new AtTime(time.toInstant());
            }
        } catch (DateTimeParseException _) {
            // Said below.
        }
        throw ServiceException.input("request/query/" + parameter
                + ": expected a position of the change log or a time such as 2026-11-25T15:14:04Z, found " + text);
    }
}
