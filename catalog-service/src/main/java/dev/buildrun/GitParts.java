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

/**
 * The built-in Git host: what actions publish to, and what clients clone from. A push makes due what the catalog has read from the
 * repository.
 */
record GitParts(GitHost host, Mount mount) {
    static GitParts start(
            ServiceConfig config,
            Tokens tokens,
            Authenticator authenticator,
            Intake intake,
            Clock clock,
            Closing closing) {
        var git = config.git();
        var repositories = Repositories.open(git.directory(), clock);
        var transfers = closing.add(new Transfers(
                repositories,
                git.limits(),
                pushed -> intake.refreshBelow("url:" + git.addresses().repositoryUrl(pushed))));
        var credentials = new PushCredentials(tokens);
        return new GitParts(
                new BuiltInGitHost(repositories, credentials, git.addresses()),
                new GitRoutes(git, repositories, transfers, credentials, authenticator).mount());
    }
}
