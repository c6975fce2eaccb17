package dev.spillway.expressions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
    private static final Language LANGUAGE = new Language(Set.of("request", "intent", "shipment"), Limits.DEFAULT);

    private static final Map<String, @Nullable Object> REQUEST = request();

    private static final Variables VARIABLES =
            Variables.of(Map.of("request", REQUEST, "intent", Map.of("label", "refund"), "shipment", Map.of()));

    private static Map<String, @Nullable Object> request() {
        Map<String, @Nullable Object> request = new LinkedHashMap<>();
        request.put("subject", "late");
        request.put("days", 3L);
        request.put("share", 2.5);
        request.put("small", 4);
        request.put("half", 0.5f);
        request.put("nothing", null);
        request.put("urgent", true);
        request.put("items", Arrays.asList(1L, null, "x", 2));
        request.put("address", Map.of("city", "Ulm"));
        return request;
    }

    private static @Nullable Object value(String source) throws EvaluationFailure {
        return LANGUAGE.expression(source).orThrow().value(VARIABLES);
    }

    private static List<Problem> problems(String source) {
        return LANGUAGE.expression(source).problems();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "request.subject; late",
                "request.subject + ' ' + intent.label; late refund",
                "request.days + 1; 4",
                "request.share + 1.0; 3.5",
                "request.share + 1; 3.5",
                "request.small + 1; 5",
                "request.half + 1.0; 1.5",
                "request.days > 2.5; true",
                "request.days == 3.0; true",
                "request['subject']; late",
                "request.address.city; Ulm",
                "shipment.?daysLate.orValue(0); 0",
                "has(shipment.daysLate); false",
                "request.?address.?city.orValue('none'); Ulm",
                "shipment.?address.city.orValue('none'); none",
                "shipment.?daysLate.hasValue(); false",
                "shipment.daysLate > 3 || true; true",
                "true || shipment.daysLate > 3; true",
                "shipment.daysLate > 3 && false; false",
                "request.nothing == null; true",
                "has(request.nothing); true",
                "request.items[1] == null; true",
                "request.items[3] + 1; 3",
                "request.items.size(); 4",
                "request.items.exists(i, i == 'x'); true",
                "request.subject.matches('^l.te$'); true",
                "request.subject.matches('at'); true",
                "request.subject.upperAscii().replace('A', '-').split('-').join('+'); L+TE",
                "math.greatest(1, request.days, 2); 3",
                "request.urgent ? 'now' : 'later'; now",
                "request.subject in ['early', 'late']; true",
                "'subject' in request; true",
                "request.days in [1, 2, 3]; true",
                "string(request.days); 3",
                "'naïve 😀'.replace('', '-'); -n-a-ï-v-e- -😀-",
                "'aXbXc'.replace('X', '', 1); abXc"
            })
    void hasTheValueThatCelGivesIt(String source, String expected) throws EvaluationFailure {
        assertThat(value(source)).hasToString(expected);
    }

    @Test
    void resultsArePlainValues() throws EvaluationFailure {
        assertThat(value("{'days': request.days, 'list': [1, 2.5, null, {'a': request.nothing}]}"))
                .isEqualTo(
                        Map.of("days", 3L, "list", Arrays.asList(1L, 2.5, null, Collections.singletonMap("a", null))));
        assertThat(value("request.nothing")).isNull();
        assertThat(value("3u")).isEqualTo(3L);
        assertThat(value("request.small")).isEqualTo(4L);
        assertThat(value("[request.small, request.half]")).isEqualTo(List.of(4L, 0.5));
    }

    @Test
    void handsOnMapsAndListsWithoutCopying() throws EvaluationFailure {
        assertThat(value("request")).isSameAs(REQUEST);
        assertThat(value("request.items")).isSameAs(REQUEST.get("items"));
        assertThat((List<?>) value("[request.address]")).first().isSameAs(REQUEST.get("address"));
        assertThat(value("request.items.filter(i, i != null).size() > 9 ? null : request"))
                .isSameAs(REQUEST);
    }

    @Test
    void anOptionalWithoutAValueIsNull() throws EvaluationFailure {
        Expression optional = LANGUAGE.expression("shipment.?daysLate").orThrow();

        assertThat(optional.isOptional()).isTrue();
        assertThat(optional.value(VARIABLES)).isNull();
        assertThat(optional.value(Variables.of(Map.of("shipment", Map.of("daysLate", 2L)))))
                .isEqualTo(2L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "request.missing; there is no 'missing'",
                "shipment.daysLate + 1; there is no 'daysLate'",
                "request[request.subject]; something that it reads is not there",
                "request.subject.x; 'x' is read from what is no map",
                "request.share + request.subject; '+' can't be applied to values of these types",
                "request.items[9]; a list has no item at that index",
                "request.days / (request.days - 3); a division by zero",
                "request.days + 9223372036854775807; a number beyond its range",
                "int(request.subject); a conversion of a value that has another form",
                "{request.days: 1}; the keys of a map that leaves an expression are texts",
                "duration(string(request.days) + 's'); its value is no plain value; make it a text with string(…)",
                "type(request.days); its value is no plain value",
                "18446744073709551615u + (request.urgent ? 0u : 1u); its value is an unsigned number beyond"
            },
            quoteCharacter = '`')
    void failsInWordsWhereThereIsNoValue(String source, String reason) {
        assertThatThrownBy(() -> value(source))
                .isInstanceOf(EvaluationFailure.class)
                .hasMessageContaining(source)
                .hasMessageContaining(reason);
    }

    @Test
    void aFailureHoldsNoValueOfTheRequest() {
        Variables secret = Variables.of(Map.of("request", Map.of("subject", "hunter2", "key", "hunter2")));
        for (String source :
                List.of("int(request.subject)", "request[request.key]", "timestamp(request.key)", "request.key.x")) {
            assertThatThrownBy(() -> LANGUAGE.expression(source).orThrow().value(secret))
                    .isInstanceOf(EvaluationFailure.class)
                    .hasMessageNotContaining("hunter2");
        }
    }

    @Test
    void anUnboundVariableIsAFailureAndNoUnknownValue() {
        for (String source : List.of("request", "request.subject", "request.items.map(i, i)", "[request]")) {
            assertThatThrownBy(() -> LANGUAGE.expression(source).orThrow().value(Variables.NONE))
                    .isInstanceOf(EvaluationFailure.class)
                    .hasMessageContaining("not bound");
        }
    }

    @Test
    void readsItsFreeIdentifiersAfterScoping() {
        assertThat(reads("request.days + intent.score")).containsExactlyInAnyOrder("request", "intent");
        assertThat(reads("request.items.exists(shipment, shipment == 1)")).containsExactly("request");
        assertThat(reads("request.items.exists(request, request == 1)")).containsExactly("request");
        assertThat(reads("request.items.map(intent, intent) == shipment.items"))
                .containsExactlyInAnyOrder("request", "shipment");
        assertThat(reads("[1].map(shipment, shipment).size() + intent.n")).containsExactly("intent");
        assertThat(reads("request.?a.optMap(intent, intent + 1).orValue(0)")).containsExactly("request");
        assertThat(reads("math.greatest(1, 2)")).isEmpty();
        assertThat(reads("{'intent': 1, 'shipment': [request]}")).containsExactly("request");
    }

    private static Set<String> reads(String source) {
        return LANGUAGE.expression(source).orThrow().reads();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shipment.?days.orValue(0)",
                "shipment.?days.hours.orValue(0)",
                "has(shipment.days)",
                "has(shipment.days) ? shipment.days : 0",
                "has(shipment.days) ? shipment.hours : 0",
                "has(shipment.days) && shipment.days > 3",
                "shipment.days > 3 && has(shipment.days)",
                "!has(shipment.days) || shipment.days > 3",
                "!has(shipment.days) ? 0 : shipment.days",
                "has(shipment.days) && request.x ? shipment.days : 0",
                "!(has(shipment.days) && request.x) ? 0 : shipment.days",
                "(has(shipment.days) || has(shipment.hours)) && shipment.days > 1",
                "'days' in shipment",
                "shipment == {}",
                "shipment[?'days'].orValue(0)",
                "request.items.exists(shipment, shipment.days > 3)",
                "shipment.all(key, key != 'x')"
            })
    void aGuardedReadIsNotBare(String source) {
        assertThat(bare(source)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "shipment.days; days; 1",
                "  shipment.days + 1; days; 3",
                "shipment['days']; days; 1",
                "shipment[request.key]; ''; 1",
                "has(shipment.address.city); address; 5",
                "has(shipment.days) ? 0 : shipment.days; days; 26",
                "has(shipment.days) || shipment.days > 3; days; 23",
                "has(shipment.days) || request.x ? shipment.days : 0; days; 35",
                "has(intent.days) ? shipment.days : 0; days; 20",
                "request.items.exists(shipment, shipment > 1) && shipment.ok; ok; 49",
                "[shipment.days]; days; 2",
                "{'a': shipment.days}; days; 7",
                "request.items.map(i, shipment.days); days; 22"
            },
            ignoreLeadingAndTrailingWhitespace = false)
    void aBareReadIsFoundWhereItStands(String source, String field, String column) {
        assertThat(bare(source)).singleElement().satisfies(read -> {
            assertThat(read.variable()).isEqualTo("shipment");
            assertThat(read.field()).isEqualTo(field.replace("'", "").strip());
            assertThat(read.line()).isEqualTo(1);
            assertThat(read.column()).isEqualTo(Integer.parseInt(column.strip()));
        });
    }

    private static List<BareRead> bare(String source) {
        List<BareRead> bare = new ArrayList<>();
        for (BareRead read : LANGUAGE.expression(source).orThrow().bareReads()) {
            if (read.variable().equals("shipment")) {
                bare.add(read);
            }
        }
        return bare;
    }

    @Test
    void aProblemHasItsPlaceAndASuggestion() {
        assertThat(problems("request.subject +\n  intnt.label"))
                .containsExactly(new Problem("", 2, 3, "nothing here is called 'intnt'", "did you mean 'intent'?"));
        assertThat(problems("request.a and request.b"))
                .containsExactly(new Problem("", 1, 11, "unexpected 'and'", "write && for 'and'"));
        assertThat(problems("request.a = 3").getFirst().suggestion()).isEqualTo("compare with ==");
        assertThat(problems("request.subject +").getFirst().message()).isEqualTo("the expression ends too early");
        assertThat(problems("1 + 'a'").getFirst().message()).isEqualTo("'+' can't be applied to (int, string)");
        assertThat(problems("zzz").getFirst().suggestion()).isEqualTo("known here: intent, request, shipment");
        assertThat(problems("")).hasSize(1);
    }

    @Test
    void whatNeverHasAValueIsRefusedAtLoad() {
        assertThat(problems("1 / 0"))
                .singleElement()
                .extracting(Problem::message)
                .isEqualTo("it never has a value: a division by zero");
        assertThat(problems("{'a': 1}.b")).hasSize(1);
    }

    @Test
    void aConditionIsTrueOrFalse() throws EvaluationFailure {
        assertThat(LANGUAGE.condition("request.days > 2").orThrow().holds(VARIABLES))
                .isTrue();
        assertThat(LANGUAGE.condition("request.urgent").orThrow().holds(VARIABLES))
                .isTrue();
        assertThat(LANGUAGE.condition("request.days + 1").problems())
                .containsExactly(new Problem("", 1, 1, "a condition is true or false, not the value of '+'", ""));
        assertThat(LANGUAGE.condition("request.?urgent").problems().getFirst().suggestion())
                .isEqualTo("append .orValue(false)");
        Condition text = LANGUAGE.condition("request.subject").orThrow();
        assertThatThrownBy(() -> text.holds(VARIABLES))
                .isInstanceOf(EvaluationFailure.class)
                .hasMessageContaining("neither true nor false");
    }

    @Test
    void aTemplateIsFilled() throws EvaluationFailure {
        Map<String, @Nullable Object> written = new LinkedHashMap<>();
        written.put("text", "request.subject");
        written.put("nested", Map.of("list", Arrays.asList("request.days + 1", 7, true, null)));
        written.put("late", "shipment.?daysLate");
        written.put("none", "request.nothing");
        Template template = LANGUAGE.template(written).orThrow();

        Map<String, @Nullable Object> expected = new HashMap<>();
        expected.put("text", "late");
        expected.put("nested", Map.of("list", Arrays.asList(4L, 7L, true, null)));
        expected.put("none", null);
        assertThat(template.fill(VARIABLES)).isEqualTo(expected);
        assertThat(template.reads()).containsExactlyInAnyOrder("request", "shipment");
    }

    @Test
    void aTemplateReportsAllProblemsWithTheirPaths() {
        Map<String, Object> written = new LinkedHashMap<>();
        written.put("text", "request.");
        written.put("nested", Map.of("list", List.of("request.a", "intnt.b")));

        assertThat(LANGUAGE.template(written).problems())
                .extracting(Problem::path)
                .containsExactly("text", "nested.list[1]");
        assertThat(LANGUAGE.template(List.of(List.of("x")))
                        .problems()
                        .getFirst()
                        .path())
                .isEqualTo("[0][0]");
    }

    @Test
    void refusesNamesThatAreNoVariables() {
        assertThat(Names.problemWith("intent_2")).isEmpty();
        for (String name : List.of("", "2nd", "a-b", "a b", "in", "package", "string", "math", "ä", "x".repeat(65))) {
            assertThat(Names.problemWith(name)).as(name).isPresent();
        }
        assertThatThrownBy(() -> new Language(Set.of("a-b"), Limits.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
