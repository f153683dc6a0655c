package dev.buildrun.integration;

import dev.buildrun.error.ServiceException;
import java.time.Duration;

/**
 * How much one read may bring.
 *
 * @param maxFileBytes size of one file
 * @param maxTreeBytes size of all the files of a tree or a search
 * @param maxTreeFiles number of files of a tree or a search
 * @param timeout how long a host may take, redirects and body included
 */
public record ReadLimits(int maxFileBytes, int maxTreeBytes, int maxTreeFiles, Duration timeout) {
    public static final ReadLimits USUAL = new ReadLimits(10 << 20, 100 << 20, 10_000, Duration.ofSeconds(30));

    ServiceException fileTooLarge(String what) {
        return ServiceException.input(what + " is too large: expected at most " + maxFileBytes + " bytes");
    }

    ServiceException treeTooLarge(String what) {
        return ServiceException.input(what + " is too large: expected at most " + maxTreeFiles + " files of "
                + maxTreeBytes + " bytes together");
    }
}
