package dev.spillway.gateway.config.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlTemplateTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost/",
                "https://orders.internal:8443/orders/{id}/items/{item_no}?lang={lang}&x=1",
                "http://[::1]:8080/a%20b",
                "HTTP://10.0.0.1",
                "http://under_score.internal/{order-id}",
                "http://10.0.0.1?q={q}",
            })
    void whatNamesAHostAndFieldsIsRight(String url) {
        assertThat(UrlTemplate.problemWith(url)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "orders/{id}, 0",
        "http://{host}/, 7",
        "http://orders.{zone}.internal/, 14",
        "http://h:{port}/, 9",
        "http://h/{}, 9",
        "http://h/{ }, 9",
        "http://h/{a, 9",
        "http://h/a}, 10",
        "http://h/{{a}}, 9",
        "http://u:p@h/, 7",
        "http://u@h/, 7",
        "http:///a, 7",
        "http://-h/, 7",
        "http://h:x/, 7",
        "http://h:0/, 9",
        "http://h:65536/, 9",
        "http://h/#x, 9",
        "http://h/a b, 10",
        "http://h/%zz, 9",
    })
    void aFaultIsFoundWhereItIs(String url, int offset) {
        assertThat(UrlTemplate.problemWith(url)).hasValueSatisfying(fault -> {
            assertThat(fault.offset()).isEqualTo(offset);
            assertThat(fault.message()).isNotBlank();
        });
    }
}
