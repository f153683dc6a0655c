package dev.buildrun.access.signin;

import java.net.URI;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * GitHub, or a GitHub of one's own.
 *
 * @param api base of its REST API
 * @param withEmail whether the address must be known for certain, which wants one more scope and one more question: the address of the public
 *     profile does not say whether it was verified
 */
public record GitHub(URI url, URI api, boolean withEmail) implements CodeHost {
    /** The one at {@code github.com}, or the instance at this address. */
    public static GitHub at(@Nullable URI instance, boolean withEmail) {
        return instance == null
                ? new GitHub(URI.create("https://github.com"), URI.create("https://api.github.com"), withEmail)
                : new GitHub(instance, CodeHost.below(instance, "/api/v3"), withEmail);
    }

    @Override
    public URI authorization() {
        return CodeHost.below(url, "/login/oauth/authorize");
    }

    @Override
    public URI token() {
        return CodeHost.below(url, "/login/oauth/access_token");
    }

    @Override
    public List<String> scopes() {
        return withEmail ? List.of("read:user", "user:email") : List.of("read:user");
    }

    @Override
    public Profile profile(Function<URI, JsonNode> read) {
        var user = read.apply(CodeHost.below(api, "/user"));
        var username = user.path("login").asString("");
        var primary = withEmail ? primary(read.apply(CodeHost.below(api, "/user/emails"))) : null;
        return new Profile(
                user.path("id").asString(""),
                username,
                primary == null ? Profile.text(user, "email") : Profile.text(primary, "email"),
                primary != null && primary.path("verified").asBoolean(false),
                user.path("name").asString(username),
                Profile.text(user, "avatar_url"));
    }

    private static @Nullable JsonNode primary(JsonNode emails) {
        return emails.valueStream()
                .filter(email -> email.path("primary").asBoolean(false))
                .findFirst()
                .orElse(null);
    }
}
