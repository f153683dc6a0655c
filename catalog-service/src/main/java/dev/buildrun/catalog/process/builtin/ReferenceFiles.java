package dev.buildrun.catalog.process.builtin;

import dev.buildrun.error.ServiceException;

/** The files that a specification is spread over. Who may read what is decided here and nowhere after. */
interface ReferenceFiles {
    /**
     * Where a reference points to that stands in a file.
     *
     * @param reference without a fragment
     * @param base where the file is, as this method or the caller has named it
     * @throws ServiceException when that is no place, or none that may be referred to
     */
    String resolve(String reference, String base);

    /** @throws ServiceException when the file is not there or may not be read */
    String read(String place);
}
