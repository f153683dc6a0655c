package dev.buildrun.scaffolder.builtin.publish;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.eclipse.jgit.lib.PersonIdent;
import org.jspecify.annotations.Nullable;

/**
 * What a commit says where the step does not ({@code scaffolder.defaultAuthor} and {@code scaffolder.defaultCommitMessage} in
 * the config).
 *
 * @param name of the author
 * @param email of the author
 * @param message of the commit
 * @param clock tells when it is made
 */
public record CommitDefaults(String name, String email, String message, InstantSource clock) {
    /** Backstage's own defaults. */
    public static CommitDefaults usual(InstantSource clock) {
        return new CommitDefaults("Scaffolder", "scaffolder@backstage.io", "initial commit", clock);
    }

    /** What the commit says; {@code committedAt} is null where it has not been made before. */
    Message fill(PublishGit.Input input, @Nullable Instant committedAt) {
        var time = committedAt == null ? clock.instant() : committedAt;
        var author = new PersonIdent(
                or(input.gitAuthorName(), name), or(input.gitAuthorEmail(), email), time, ZoneOffset.UTC);
        return new Message(author, or(input.gitCommitMessage(), message));
    }

    private static String or(@Nullable String given, String usual) {
        return given == null || given.isEmpty() ? usual : given;
    }

    /** Who commits, when, and the text. */
    record Message(PersonIdent author, String text) {}
}
