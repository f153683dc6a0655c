package dev.buildrun.scaffolder.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.TaskSecrets;
import dev.buildrun.seal.Seal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsCipherTest {
    private static final UUID TASK = UUID.randomUUID();
    private static final TaskSecrets SECRETS = TaskSecrets.of(Json.object().put("token", "open sesame"));

    @TempDir
    private Path directory;

    @Test
    void givesBackWhatItHid() {
        var cipher = SecretsCipher.fromFile(directory.resolve("key"));

        var hidden = cipher.encrypt(TASK, SECRETS);

        assertThat(new String(hidden, StandardCharsets.ISO_8859_1)).doesNotContain("sesame");
        assertThat(cipher.decrypt(TASK, hidden).get("token")).hasValue("open sesame");
        assertThat(cipher.encrypt(TASK, SECRETS)).isNotEqualTo(hidden);
    }

    @Test
    void keepsItsKeyInAFileForTheOwnerOnly() throws Exception {
        var file = directory.resolve("key");
        var hidden = SecretsCipher.fromFile(file).encrypt(TASK, SECRETS);

        var later = SecretsCipher.fromFile(file);

        assertThat(later.decrypt(TASK, hidden).get("token")).hasValue("open sesame");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(directory.toFile().list()).containsExactly("key");
    }

    @Test
    void refusesSecretsOfAnotherTaskOrAnotherKey() {
        var cipher = SecretsCipher.fromFile(directory.resolve("key"));
        var hidden = cipher.encrypt(TASK, SECRETS);
        var other = SecretsCipher.fromFile(directory.resolve("other"));

        assertThatThrownBy(() -> cipher.decrypt(UUID.randomUUID(), hidden)).isInstanceOf(ServiceException.class);
        assertThatThrownBy(() -> other.decrypt(TASK, hidden))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("buildrun.scaffolder.secretsKey");
    }

    @Test
    void refusesAKeyOfTheWrongLengthWithoutShowingIt() {
        assertThatThrownBy(() -> SecretsCipher.of("c2hvcnQ="))
                .hasMessage("buildrun.scaffolder.secretsKey: expected 32 bytes in Base64, found something else");
    }

    @Test
    void opensWhatAnOlderKeyHasSealedWhenANewOneHasTakenOver() {
        var old = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
        var young = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";
        var before = new SecretsCipher(Seal.of(old, "key"));
        var after = new SecretsCipher(Seal.of(List.of(young, old), "key"));
        var hidden = before.encrypt(TASK, SECRETS);

        assertThat(after.decrypt(TASK, hidden).get("token")).hasValue("open sesame");
        var anew = after.encrypt(TASK, SECRETS);
        assertThat(new SecretsCipher(Seal.of(young, "key")).decrypt(TASK, anew).get("token"))
                .hasValue("open sesame");
        assertThatThrownBy(() -> before.decrypt(TASK, anew)).isInstanceOf(ServiceException.class);
    }

    @Test
    void opensWhatWasSealedBeforeKeysHadIds() throws Exception {
        var key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
        var nonce = "twelve bytes".getBytes(StandardCharsets.US_ASCII);
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(Base64.getDecoder().decode(key), "AES"),
                new GCMParameterSpec(128, nonce));
        cipher.updateAAD(TASK.toString().getBytes(StandardCharsets.US_ASCII));
        var hidden = cipher.doFinal("{\"token\":\"open sesame\"}".getBytes(StandardCharsets.UTF_8));
        var sealed = Arrays.copyOf(nonce, nonce.length + hidden.length);
        System.arraycopy(hidden, 0, sealed, nonce.length, hidden.length);

        assertThat(SecretsCipher.of(key).decrypt(TASK, sealed).get("token")).hasValue("open sesame");
    }
}
