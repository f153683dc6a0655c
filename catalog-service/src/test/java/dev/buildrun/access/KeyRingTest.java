package dev.buildrun.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.testing.Witness;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeyRingTest {
    private Access access;

    @BeforeEach
    void start() {
        access = new Access();
    }

    @AfterEach
    void stop() {
        access.close();
    }

    private void turnEvery(Duration step, Duration until) {
        for (var passed = Duration.ZERO; passed.compareTo(until) < 0; passed = passed.plus(step)) {
            access.clock.advance(step);
            access.keys.turn();
        }
    }

    @Test
    void publishesOnlyThePublicHalf() {
        var jwks = access.keys.jwks();

        assertThat(jwks.get("keys")).hasSize(1);
        assertThat(jwks.get("keys").get(0).propertyNames())
                .containsExactlyInAnyOrder("kty", "crv", "x", "y", "kid", "alg");
    }

    @Test
    void signsWithANewKeyEveryHour() {
        var first = access.keys.signingKey().getKeyID();
        var made = Witness.of(access.database, "signing_key", "tg_op = 'INSERT'");

        turnEvery(Duration.ofSeconds(30), Duration.ofMinutes(61));

        assertThat(made.left()).containsExactly(List.of("- key.create succeeded"));
        assertThat(access.keys.signingKey().getKeyID()).isNotEqualTo(first);
        assertThat(access.keys.jwks().get("keys")).hasSize(2);
    }

    @Test
    void publishesAKeyBeforeItSigns() {
        var first = access.keys.signingKey().getKeyID();

        turnEvery(Duration.ofSeconds(30), Duration.ofSeconds(59 * 60 + 30));

        assertThat(access.keys.signingKey().getKeyID()).isEqualTo(first);
        assertThat(access.keys.jwks().get("keys")).hasSize(2);
    }

    @Test
    void trustsATokenOfTheLastKeyUntilTheTokenEnds() {
        access.clock.advance(Duration.ofMinutes(58));
        var token = access.tokens.forUser(Access.JANE);

        turnEvery(Duration.ofMinutes(1), Duration.ofMinutes(59));

        assertThat(access.authenticate(token)).isInstanceOf(Caller.User.class);
    }

    @Test
    void forgetsAKeyWhenNoTokenOfItCanBeValid() {
        var first = access.keys.signingKey().getKeyID();

        turnEvery(Duration.ofMinutes(10), Duration.ofHours(5));

        assertThat(access.keys.verifier(first)).isEmpty();
        assertThat(access.keys.jwks().get("keys")).hasSizeBetween(2, 5);
    }

    @Test
    void trustsTokensFromBeforeARestart() {
        var token = access.tokens.forUser(Access.JANE);

        var restarted = new KeyRing(access.database, access.clock, Duration.ofHours(1));

        assertThat(new Tokens(restarted, access.config, access.clock).verify(token))
                .isPresent();
        assertThat(restarted.signingKey().getKeyID())
                .isNotEqualTo(access.keys.signingKey().getKeyID());
    }

    @Test
    void trustsTokensOfAnotherReplicaAfterItsNextLook() {
        var other = new KeyRing(access.database, access.clock, Duration.ofHours(1));
        var token = new Tokens(other, access.config, access.clock).forUser(Access.JANE);

        access.keys.turn();

        assertThat(access.authenticate(token)).isInstanceOf(Caller.User.class);
    }

    @Test
    void keepsTheKeysInMemoryWhileTheDatabaseIsAway() {
        var token = access.tokens.forUser(Access.JANE);
        access.database.close();

        assertThatThrownBy(access.keys::turn).isInstanceOf(RuntimeException.class);

        assertThat(access.authenticate(token)).isInstanceOf(Caller.User.class);
    }
}
