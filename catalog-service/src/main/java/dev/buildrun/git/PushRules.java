package dev.buildrun.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.transport.PreReceiveHook;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;

/** What no push may do: touch anything but branches and tags, or delete the default branch. Rewriting history is refused by Git itself. */
final class PushRules implements PreReceiveHook {
    @Override
    public void onPreReceive(ReceivePack push, Collection<ReceiveCommand> commands) {
        var defaultBranch = defaultBranch(push);
        for (var command : commands) {
            var ref = command.getRefName();
            if (!ref.startsWith(Constants.R_HEADS) && !ref.startsWith(Constants.R_TAGS)) {
                command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, "only branches and tags can be pushed");
            } else if (command.getType() == ReceiveCommand.Type.DELETE && ref.equals(defaultBranch)) {
                command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, "the default branch can't be deleted");
            }
        }
    }

    private static String defaultBranch(ReceivePack push) {
        try {
            return String.valueOf(push.getRepository().getFullBranch());
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }
}
