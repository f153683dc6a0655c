package dev.buildrun.scaffolder.task;

import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.TaskSecrets;
import dev.buildrun.seal.Seal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What tasks keep from the world: their secrets, and the addresses that nobody is to guess. */
public final class Vault {
    private static final int TOKEN_BYTES = 32;

    private final Seal seal;
    private final SecretsCipher cipher;
    private final URI callbacks;
    private final UserTokens tokens;
    private final SecureRandom random = new SecureRandom();

    /** Tokens with which tasks act for whoever started them. */
    public interface UserTokens {
        /** A token of the user that holds for a while: the same, or a new one where it has run out, or soon will. */
        String current(String userRef, String token);
    }

    /** Of a service whose tokens never run out. */
    public Vault(Seal seal, URI baseUrl) {
        this(seal, baseUrl, (_, token) -> token);
    }

    /** @param baseUrl where callers reach the service; no slash at its end */
    public Vault(Seal seal, URI baseUrl, UserTokens tokens) {
        this.tokens = tokens;
        this.seal = seal;
        this.cipher = new SecretsCipher(seal);
        this.callbacks = URI.create(baseUrl + "/api/buildrun/callbacks/");
    }

    public SecretsCipher cipher() {
        return cipher;
    }

    /**
     * The secrets of a task for a run of it. The token of the user who started it may have run out while the task waited, or while nobody
     * ran it; then the run has a new one, with the rights that the user has by then.
     */
    TaskSecrets secrets(ClaimedTask claimed) {
        var task = claimed.task();
        var kept = claimed.secrets()
                .map(encrypted -> cipher.decrypt(task.id(), encrypted))
                .orElse(TaskSecrets.NONE);
        var user = task.createdBy();
        var token = kept.get(Tasks.BACKSTAGE_TOKEN);
        return user == null || token.isEmpty()
                ? kept
                : kept.with(Tasks.BACKSTAGE_TOKEN, tokens.current(user, token.get()));
    }

    /**
     * What a callback is known by.
     *
     * @param secret what the call must be signed with; null for nothing
     */
    record CallbackKey(String token, @Nullable String secret) {
        @Override
        public String toString() {
            return "***";
        }
    }

    CallbackKey newKey(@Nullable String secret) {
        var bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return new CallbackKey(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), secret);
    }

    byte[] seal(UUID waitId, CallbackKey key) {
        return seal.close(
                waitId, Json.writeBytes(Json.object().put("token", key.token()).put("secret", key.secret())));
    }

    /** Empty where it was sealed with a key that this process does not have. */
    Optional<CallbackKey> open(UUID waitId, byte[] sealed) {
        return seal.open(waitId, sealed)
                .map(Json::read)
                .map(json -> new CallbackKey(json.path("token").asString(), text(json.path("secret"))));
    }

    /** What came with a call may be as secret as what the task knows. */
    byte[] sealPayload(UUID waitId, JsonNode payload) {
        return seal.close(waitId, Json.writeBytes(payload));
    }

    /** @throws dev.buildrun.error.ServiceException of kind INTERNAL when it was sealed with another key */
    JsonNode openPayload(UUID waitId, byte[] sealed) {
        return Json.read(cipher.open(waitId, sealed));
    }

    private static @Nullable String text(JsonNode node) {
        return node.isString() ? node.stringValue() : null;
    }

    URI address(CallbackKey key) {
        return callbacks.resolve(key.token());
    }

    /** What the database knows a token by. */
    static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException exception) {
            throw new IllegalStateException(exception);
        }
    }
}
