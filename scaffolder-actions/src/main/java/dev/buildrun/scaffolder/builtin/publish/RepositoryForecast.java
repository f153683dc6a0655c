package dev.buildrun.scaffolder.builtin.publish;

import dev.buildrun.integration.BuiltInGit;
import dev.buildrun.integration.GitHost;
import dev.buildrun.integration.RepositoryName;
import dev.buildrun.scaffolder.action.Forecast.PlannedEffect;
import dev.buildrun.scaffolder.action.Forecast.PlannedFile;
import dev.buildrun.scaffolder.workspace.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What publishing a directory would make, and what would be in it. */
final class RepositoryForecast {
    private RepositoryForecast() {}

    static PlannedEffect of(
            GitHost host, BuiltInGit addresses, RepositoryName repository, Workspace workspace, String source) {
        var isThere = host.exists(repository);
        var before = isThere ? host.files(repository) : Map.<String, byte[]>of();
        return new PlannedEffect(
                PublishedRepository.EFFECT,
                repository.toString(),
                addresses.repositoryUrl(repository),
                null,
                isThere ? "The repository " + repository + " exists already" : null,
                List.of(),
                files(before, FirstCommit.content(workspace, source)));
    }

    private static List<PlannedFile> files(Map<String, byte[]> before, List<FirstCommit.Content> after) {
        var files = new ArrayList<PlannedFile>();
        var gone = new java.util.TreeMap<>(before);
        for (var file : after) {
            files.add(new PlannedFile(file.path(), file.executable(), gone.remove(file.path()), file.bytes()));
        }
        gone.forEach((path, bytes) -> files.add(new PlannedFile(path, false, bytes, null)));
        return files;
    }
}
