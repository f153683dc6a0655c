package dev.buildrun.access.signin;

import java.net.URI;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** GitLab, anybody's; an address counts when GitLab says when it was confirmed. */
public record GitLab(URI url) implements CodeHost {
    public static final URI PUBLIC = URI.create("https://gitlab.com");

    @Override
    public URI authorization() {
        return CodeHost.below(url, "/oauth/authorize");
    }

    @Override
    public URI token() {
        return CodeHost.below(url, "/oauth/token");
    }

    @Override
    public List<String> scopes() {
        return List.of("read_user");
    }

    @Override
    public Profile profile(Function<URI, JsonNode> read) {
        var user = read.apply(CodeHost.below(url, "/api/v4/user"));
        var username = user.path("username").asString("");
        return new Profile(
                user.path("id").asString(""),
                username,
                Profile.text(user, "email"),
                user.path("confirmed_at").isString(),
                user.path("name").asString(username),
                Profile.text(user, "avatar_url"));
    }
}
