package dev.buildrun.integration;

import dev.buildrun.error.ServiceException;
import java.util.regex.Pattern;

/** Owner and name of a repository, each safe as one part of a path and of a URL. */
public record RepositoryName(String owner, String name) {
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    public RepositoryName {
        check("owner", owner);
        check("name", name);
    }

    @Override
    public String toString() {
        return owner + "/" + name;
    }

    private static void check(String what, String part) {
        if (!PART.matcher(part).matches() || part.endsWith(".git")) {
            throw ServiceException.input("Expected the repository's " + what
                    + " to be 1 to 100 letters, digits, dots, dashes or underscores, beginning with a letter or digit and not"
                    + " ending in .git, found \"" + part + "\"");
        }
    }
}
