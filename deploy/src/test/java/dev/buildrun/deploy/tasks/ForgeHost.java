package dev.buildrun.deploy.tasks;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.GitHost;
import dev.buildrun.integration.RepositoryName;
import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The forge as the publishing action uses it. */
final class ForgeHost implements GitHost {
    private final ForgeClient forge;

    ForgeHost(ForgeClient forge) {
        this.forge = forge;
    }

    @Override
    public boolean exists(RepositoryName repository) {
        return look(repository).isPresent();
    }

    /** May be repeated, since the second time it is there already, with the mark. */
    @Override
    public void create(RepositoryName repository, Creation creation) {
        var body = Json.object()
                .put("owner", repository.owner())
                .put("repo", repository.name())
                .put("branch", creation.defaultBranch())
                .put("madeBy", creation.madeBy());
        var answer = forge.again("POST", "/api/repos", body);
        if (answer.status() != 201
                && look(repository)
                        .filter(state -> creation.madeBy().equals(state.madeBy()))
                        .isEmpty()) {
            throw ServiceException.conflict("The forge refused the repository " + repository + ": " + answer);
        }
    }

    @Override
    public Optional<State> look(RepositoryName repository) {
        var answer = forge.again("GET", "/api/repos/" + repository, null);
        if (answer.status() == 404) {
            return Optional.empty();
        }
        if (answer.status() != 200) {
            throw ServiceException.of(ErrorKind.SERVICE_UNAVAILABLE, "The forge answered " + answer);
        }
        var refs = new LinkedHashMap<String, String>();
        answer.json().path("refs").forEachEntry((ref, id) -> refs.put(ref, id.asString()));
        var issues = new ArrayList<String>();
        answer.json().path("issues").forEach(issue -> issues.add("issue \"" + issue.asString() + "\""));
        return Optional.of(new State(answer.json().path("madeBy").asString(), refs, issues));
    }

    @Override
    public boolean remove(RepositoryName repository, State seen) {
        var body = Json.object();
        var refs = body.putObject("refs");
        new java.util.TreeMap<>(seen.refs()).forEach(refs::put);
        var issues = body.putArray("issues");
        seen.additions().forEach(issue -> issues.add(issue.replaceAll("^issue \"|\"$", "")));
        return forge.again("DELETE", "/api/repos/" + repository, body).status() != 409;
    }

    @Override
    public String removalByHand(RepositoryName repository) {
        return "DELETE " + forge.url() + "/api/repos/" + repository;
    }

    @Override
    public Remote remote(RepositoryName repository) {
        return new Remote(forge.url() + "/git/" + repository + ".git", "buildrun", "any");
    }

    @Override
    public Map<String, byte[]> files(RepositoryName repository) {
        return Map.of();
    }
}
