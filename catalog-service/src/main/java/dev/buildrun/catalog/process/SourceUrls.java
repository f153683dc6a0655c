package dev.buildrun.catalog.process;

import dev.buildrun.error.ServiceException;
import java.util.Optional;

/** What can be told from the URL of a file without asking the host that it is on. */
public interface SourceUrls {
    /**
     * Where a URL points to that stands in a file.
     *
     * @param url absolute, relative to the file, or with a leading slash from the root of the file's repository
     * @param base the file that it stands in
     * @throws ServiceException of kind INPUT when one of them is no URL
     */
    String resolve(String url, String base);

    /** The page on which the file can be changed; empty where the host has none or is not known. */
    Optional<String> editUrl(String url);

    /** The folder that the file is in; empty where the host is not known. */
    Optional<String> folderUrl(String url);

    /** Something that is the same for all files of one repository; empty where the host is not known. */
    Optional<String> repository(String url);
}
