package ${{ values.javaPackage }};

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @Test
    void hasADefaultForEverything() {
        var settings = Settings.from(Map.of());

        assertEquals(new Settings(${{ values.port }}, Duration.ZERO, Duration.ofSeconds(20)), settings);
    }

    @Test
    void readsTheEnvironment() {
        var settings = Settings.from(Map.of("PORT", "9000", "DRAIN_SECONDS", "5", "GRACE_SECONDS", "7"));

        assertEquals(new Settings(9000, Duration.ofSeconds(5), Duration.ofSeconds(7)), settings);
    }

    @ParameterizedTest
    @ValueSource(strings = {"eighty", "-1", "65536", "8080.5"})
    void saysWhatIsWrongWithAPort(String port) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> Settings.from(Map.of("PORT", port)));

        assertEquals("PORT must be a number from 0 to 65535, but is '" + port + "'", refusal.getMessage());
    }
}
