package dev.spillway.expressions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an expression says of itself: its conjuncts, the fields that it mentions, what is there where it is true. */
class ConjunctTest {
    private static final Language LANGUAGE = new Language(Set.of("request", "shipment"), Limits.DEFAULT);

    private static Expression expression(String source) {
        return LANGUAGE.expression(source).orThrow();
    }

    private static Comparison comparison(String source) {
        List<Conjunct> conjuncts = expression(source).conjuncts();
        assertThat(conjuncts).hasSize(1);
        return conjuncts.getFirst().comparison();
    }

    @Test
    void conjunctsAreTakenApartHoweverTheyAreNested() {
        assertThat(expression("request.a == 1 && (has(request.b) && (request.c || request.d)) && request.e > 2")
                        .conjuncts())
                .extracting(Conjunct::source)
                .containsExactly("request.a == 1", "has(request.b)", "request.c || request.d", "request.e > 2");
    }

    @Test
    void equalConditionsHaveEqualSources() {
        assertThat(expression("request.a   ==1").conjuncts().getFirst().source())
                .isEqualTo(expression("(request.a) == 1").conjuncts().getFirst().source());
    }

    @Test
    void aConjunctKnowsWhereItBegins() {
        assertThat(expression("request.a == 1 &&\n  request.b.contains('x')").conjuncts())
                .extracting(Conjunct::line, Conjunct::column)
                .containsExactly(tuple(1, 1), tuple(2, 3));
    }

    @Test
    void comparisonsWithConstantsAreRecognizedOnEitherSide() {
        List<String> path = List.of("request", "days");
        assertThat(comparison("request.days > 3"))
                .isEqualTo(new Comparison(path, null, Comparison.Kind.MORE, List.of(3L)));
        assertThat(comparison("3 > request.days"))
                .isEqualTo(new Comparison(path, null, Comparison.Kind.LESS, List.of(3L)));
        assertThat(comparison("request.days in [1, 2.5]"))
                .isEqualTo(new Comparison(path, null, Comparison.Kind.ONE_OF, List.of(1L, 2.5)));
        assertThat(comparison("request.days != 'x'"))
                .isEqualTo(new Comparison(path, null, Comparison.Kind.NONE_OF, List.of("x")));
        assertThat(comparison("request.?days.orValue(0) <= 3"))
                .isEqualTo(new Comparison(path, 0L, Comparison.Kind.AT_MOST, List.of(3L)));
        assertThat(comparison("shipment.parcel.status.startsWith('lo')"))
                .isEqualTo(new Comparison(
                        List.of("shipment", "parcel", "status"), null, Comparison.Kind.TEXT, List.of("lo")));
    }

    @Test
    void whatIsMoreThanAComparisonOfAFieldIsNone() {
        for (String source : List.of(
                "request.a == request.b",
                "request == 1",
                "request.a == null",
                "request.a + 1 == 2",
                "request.a == 1 || request.b == 2",
                "!(request.a == 1)",
                "has(request.a)",
                "request.a in []",
                "request.a == 9007199254740993",
                "request.?a == optional.of(1)",
                "request.?a.orValue(request.b) == 1")) {
            assertThat(comparison(source)).as(source).isNull();
        }
    }

    @Test
    void everyMentionOfAFieldIsKnown() {
        assertThat(expression("has(request.a) && request.?b.orValue(1) == request['c'] && shipment[?'d'].hasValue()"
                                + " && shipment.?list.orValue([]).all(request, request.e == 1)")
                        .fieldReads())
                .extracting(read -> read.variable() + "." + read.field() + ":" + read.column())
                .containsExactlyInAnyOrder(
                        "request.a:5", "request.b:19", "request.c:44", "shipment.d:60", "shipment.list:89");
    }

    @Test
    void aVariableIsPresumedWhereTheConditionAsksForIt() {
        assertThat(expression("has(shipment.a) && shipment.a > 3").presumes()).containsExactly("shipment");
        assertThat(expression("has(shipment.a) || request.b").presumes()).isEmpty();
        assertThat(expression("shipment.?a.orValue(1) > 3").presumes()).isEmpty();
    }
}
