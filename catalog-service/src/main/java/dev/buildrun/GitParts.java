package dev.buildrun;

import dev.buildrun.access.Authenticator;
import dev.buildrun.access.Tokens;
import dev.buildrun.catalog.intake.Intake;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.git.BuiltInGitHost;
import dev.buildrun.git.PushCredentials;
import dev.buildrun.git.Repositories;
import dev.buildrun.git.Transfers;
import dev.buildrun.git.http.GitRoutes;
import dev.buildrun.http.Mount;
import dev.buildrun.integration.GitHost;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The built-in Git host: what actions publish to, and what clients clone from. A push makes due what the catalog has read from the
 * repository.
 *
 * @param pushes each is told the address of a repository in which a push has changed something; more may be added
 */
record GitParts(GitHost host, Mount mount, List<Consumer<String>> pushes) {
    static GitParts start(
            ServiceConfig config,
            Tokens tokens,
            Authenticator authenticator,
            Intake intake,
            Clock clock,
            Closing closing) {
        var git = config.git();
        var repositories = Repositories.open(git.directory(), clock);
        var pushes = new CopyOnWriteArrayList<Consumer<String>>();
        pushes.add(repository -> intake.refreshBelow("url:" + repository));
        var transfers = closing.add(new Transfers(
                repositories,
                git.limits(),
                pushed -> pushes.forEach(each -> each.accept(git.addresses().repositoryUrl(pushed)))));
        var credentials = new PushCredentials(tokens);
        return new GitParts(
                new BuiltInGitHost(repositories, credentials, git.addresses()),
                new GitRoutes(git, repositories, transfers, credentials, authenticator).mount(),
                pushes);
    }
}
