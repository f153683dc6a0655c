package dev.buildrun.platform.action;

import dev.buildrun.integration.RemoteFile;
import dev.buildrun.platform.conformance.DeploymentRecords;
import dev.buildrun.platform.conformance.Evaluation;
import dev.buildrun.platform.conformance.Fact;
import dev.buildrun.platform.conformance.LiveState;
import dev.buildrun.platform.conformance.PlatformState;
import dev.buildrun.platform.conformance.Result;
import dev.buildrun.platform.conformance.Sources;
import dev.buildrun.platform.manifest.RepositoryContent;
import dev.buildrun.platform.rule.Expressions;
import dev.buildrun.scaffolder.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Holds what a plan would make against the rules: the entities and the files are there, a cluster and a history are not. */
public final class PlannedConformance implements ConformanceCheck.Foresight {
    private static final int MOST_FILES = 5_000;
    private static final int MAX_BYTES = 1 << 20;

    private final PlatformView platform;
    private final PlatformState state;
    private final Expressions expressions;
    private final Clock clock;

    public PlannedConformance(PlatformView platform, PlatformState state, Expressions expressions, Clock clock) {
        this.platform = platform;
        this.state = state;
        this.expressions = expressions;
        this.clock = clock;
    }

    @Override
    public List<ConformanceCheck.Rule> of(String componentRef, Workspace files) {
        var foreseen = platform.foreseen(componentRef, files);
        if (foreseen.isEmpty()) {
            return ConformanceCheck.Foresight.NONE.of(componentRef, files);
        }
        var model = foreseen.get();
        var content = RepositoryContent.of(tree(files), null);
        var sources = new Sources(
                (_, environment) -> content.objects(environment),
                _ -> new Fact.Known<>(content.facts()),
                LiveState.NONE,
                DeploymentRecords.NONE);
        return new Evaluation(model, state.terms(model.snapshot()), sources, expressions, List.of(), clock.instant())
                .of(model.entity(componentRef).orElseThrow()).results().stream()
                        .map(PlannedConformance::rule)
                        .toList();
    }

    private static List<RemoteFile> tree(Workspace workspace) {
        var files = new ArrayList<RemoteFile>();
        for (var path : workspace.list()) {
            if (files.size() < MOST_FILES && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                files.add(new RemoteFile(workspace.relative(path), RemoteFile.Kind.REGULAR, bytes(workspace, path)));
            }
        }
        return files;
    }

    /** No manifest is larger; of anything else the name is enough. */
    private static byte[] bytes(Workspace workspace, Path path) {
        try {
            return Files.size(path) > MAX_BYTES ? new byte[0] : workspace.read(workspace.relative(path), MAX_BYTES);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /** A result in the words of the action. */
    public static ConformanceCheck.Rule rule(Result result) {
        var environment = result.key().environment();
        var message = result.reason() == null ? result.message() : result.message() + " (" + result.reason() + ")";
        return new ConformanceCheck.Rule(
                environment.isEmpty() ? result.key().rule() : result.key().rule() + " in " + environment,
                result.outcome().text(),
                result.severity().name().toLowerCase(Locale.ROOT),
                message);
    }
}
