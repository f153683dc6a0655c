package dev.buildrun.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ServiceException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonStreamTest {
    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsWhatAStreamHas() {
        assertThat(JsonStream.read(stream("{\"a\":[1,\"ä\"]}"))).isEqualTo(Json.read("{\"a\":[1,\"ä\"]}"));
        assertThat(JsonStream.read(stream("")).isMissingNode()).isTrue();
    }

    @Test
    void refusesMoreValuesThanFitIntoMemoryEasily() {
        var lists = stream("[" + "[],".repeat(1_500_001) + "[]]");

        assertThatThrownBy(() -> JsonStream.read(lists))
                .isInstanceOf(ServiceException.class)
                .hasMessageStartingWith("Expected JSON");
    }

    @Test
    void refusesWhatFollowsTheValue() {
        assertThatThrownBy(() -> JsonStream.read(stream("{} {}"))).isInstanceOf(ServiceException.class);
    }
}
