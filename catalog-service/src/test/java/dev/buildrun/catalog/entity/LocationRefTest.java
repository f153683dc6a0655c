package dev.buildrun.catalog.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ServiceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocationRefTest {
    @ParameterizedTest
    @CsvSource({
        "url:https://a/b, url, https://a/b",
        "file:/x:y, file, /x:y",
        "' url : https://a ', url, https://a",
        "bootstrap:bootstrap, bootstrap, bootstrap",
    })
    void hasATypeAndATarget(String text, String type, String target) {
        assertThat(LocationRef.parse(text)).isEqualTo(new LocationRef(type, target));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense | Unable to parse location ref 'nonsense', expected '<type>:<target>', e.g. 'url:https://host/path'",
                ":x | Unable to parse location ref ':x', expected '<type>:<target>', e.g. 'url:https://host/path'",
                "url: | Unable to parse location ref 'url:', expected '<type>:<target>', e.g. 'url:https://host/path'",
                "https://a/b | Invalid location ref 'https://a/b', please prefix it with 'url:', e.g. 'url:https://a/b'",
                "http://a | Invalid location ref 'http://a', please prefix it with 'url:', e.g. 'url:http://a'",
                "url:javascript:alert(1) | Invalid location ref 'url:javascript:alert(1)', target is a javascript: URL",
                "url:JavaScript:x | Invalid location ref 'url:JavaScript:x', target is a javascript: URL",
            })
    void isRefusedOtherwise(String text, String message) {
        assertThatThrownBy(() -> LocationRef.parse(text))
                .isInstanceOf(ServiceException.class)
                .hasMessage(message);
    }

    @Test
    void isRefusedWhenItHidesAScript() {
        assertThatThrownBy(() -> LocationRef.parse("url:\u0001java\tscr\nipt:x"))
                .hasMessageEndingWith("target is a javascript: URL");
    }

    @Test
    void namesTheEntityThatStandsForIt() {
        var location = new LocationRef("url", "https://github.com/a/b/blob/main/catalog-info.yaml");

        var entity = EntityNames.generatedLocation(location);

        assertThat(entity).hasToString("location:default/generated-b391f89a5f26c51a5e4a7c6473375b8c42a1e55c");
        assertThat(entity.annotation(Annotations.MANAGED_BY_LOCATION)).hasValue(location.toString());
        assertThat(entity.annotation(Annotations.MANAGED_BY_ORIGIN_LOCATION)).hasValue(location.toString());
        assertThat(entity.spec().toString())
                .isEqualTo("{\"type\":\"url\",\"target\":\"https://github.com/a/b/blob/main/catalog-info.yaml\"}");
    }
}
