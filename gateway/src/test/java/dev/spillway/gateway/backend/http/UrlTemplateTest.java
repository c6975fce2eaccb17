package dev.spillway.gateway.backend.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UrlTemplateTest {
    private static final UrlTemplate ORDERS = UrlTemplate.parse("http://h/v1/orders/{id}/state?lang={lang}&full=1");

    private static String target(UrlTemplate url, @Nullable Object id, @Nullable Object lang) throws Unsendable {
        return url.target(new java.util.HashMap<>() {
            private static final long serialVersionUID = 1L;

            {
                put("id", id);
                put("lang", lang);
            }
        });
    }

    @Test
    void fieldsStandInPathAndQuery() throws Unsendable {
        assertThat(target(ORDERS, "A-17", "de")).isEqualTo("/v1/orders/A-17/state?lang=de&full=1");
        assertThat(target(ORDERS, 17L, true)).isEqualTo("/v1/orders/17/state?lang=true&full=1");
        assertThat(target(ORDERS, 17.0, 0.5)).isEqualTo("/v1/orders/17/state?lang=0.5&full=1");
    }

    @Test
    void aUrlWithoutFieldsStaysAsItIs() throws Unsendable {
        assertThat(UrlTemplate.parse("https://h:8443/a/b/?c=d%20e&f").target(Map.of()))
                .isEqualTo("/a/b/?c=d%20e&f");
        assertThat(UrlTemplate.parse("http://h").target(Map.of())).isEqualTo("/");
        assertThat(UrlTemplate.parse("http://h?a=b").target(Map.of())).isEqualTo("/?a=b");
    }

    @ParameterizedTest
    @CsvSource({
        "http://example.org/x, false, example.org, 80",
        "https://example.org, true, example.org, 443",
        "http://127.0.0.1:9105/x, false, 127.0.0.1, 9105",
        "http://[::1]:80/x, false, ::1, 80"
    })
    void theServerIsRead(String url, boolean tls, String host, int port) {
        UrlTemplate read = UrlTemplate.parse(url);
        assertThat(read.tls()).isEqualTo(tls);
        assertThat(read.host()).isEqualTo(host);
        assertThat(read.port()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "a/b",
                "a?b=c",
                "a#b",
                "a&b=c",
                "a%2Fb",
                "a\r\nX-Admin: 1\r\n\r\n",
                "a;b",
                "a\u0000b",
                "ä€𝄞",
                "a+b",
                "..a",
                "a..",
                "...",
                "@host",
                "//host",
                "\\\\host",
                "{id}",
                "\ud800"
            })
    void noValueLeavesItsPlace(String value) throws Unsendable {
        Predicate<String> isOnePlace = Pattern.compile(
                        "/v1/orders/[A-Za-z0-9._~%-]+/state\\?lang=[A-Za-z0-9._~%-]+&full=1")
                .asMatchPredicate();
        assertThat(target(ORDERS, value, value)).matches(isOnePlace);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../admin", "a/../../admin", "..\\admin", "a/.", "/.."})
    void noValueClimbsOutOfItsSegment(String value) {
        assertThatExceptionOfType(Unsendable.class)
                .isThrownBy(() -> target(ORDERS, value, "de"))
                .satisfies(refusal -> assertThat(refusal.violation().field()).isEqualTo("input.id"));
    }

    @Test
    void partsOfASegmentDoNotMakeADotSegmentTogether() throws Unsendable {
        UrlTemplate url = UrlTemplate.parse("http://h/{id}{lang}/x");
        assertThatExceptionOfType(Unsendable.class).isThrownBy(() -> target(url, ".", "."));
        assertThat(target(url, "", "a")).isEqualTo("/a/x");
    }

    @Test
    void aQueryTakesAnEmptyValue() throws Unsendable {
        assertThat(target(ORDERS, "1", "")).isEqualTo("/v1/orders/1/state?lang=&full=1");
    }

    @Test
    void whatHasNoTextIsRefusedByName() {
        for (Object value : new Object[] {List.of("a"), Map.of(), Double.NaN}) {
            assertThatExceptionOfType(Unsendable.class)
                    .isThrownBy(() -> target(ORDERS, "1", value))
                    .satisfies(
                            refusal -> assertThat(refusal.violation().field()).isEqualTo("input.lang"));
        }
        assertThatExceptionOfType(Unsendable.class).isThrownBy(() -> target(ORDERS, null, "de"));
        assertThatExceptionOfType(Unsendable.class).isThrownBy(() -> ORDERS.target(Map.of()));
    }

    @Test
    void aUrlThatNoServerTakesIsRefused() {
        assertThatExceptionOfType(Unsendable.class).isThrownBy(() -> target(ORDERS, "x".repeat(10_000), "de"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "h/x",
                "ftp://h/x",
                "http://",
                "http:///x",
                "http://{host}/x",
                "http://user@h/x",
                "http://h:0/x",
                "http://h:65536/x",
                "http://h:1x/",
                "http://h/x#y",
                "http://h/a b",
                "http://h/ä",
                "http://h/{}",
                "http://h/{ }",
                "http://h/{a",
                "http://h/a}",
                "http://h/\r\n",
                "http://h\r\n/"
            })
    void whatIsNoTemplateIsRefused(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> UrlTemplate.parse(url));
    }
}
