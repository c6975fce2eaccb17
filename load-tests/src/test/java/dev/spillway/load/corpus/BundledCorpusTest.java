package dev.spillway.load.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.load.orders.Orders;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class BundledCorpusTest {
    /** Above this share of common words two texts say the same in the same way. */
    private static final double NEAR = 0.6;

    private final Corpus corpus = Corpus.bundled();

    @Test
    void thereAreSeveralHundredTicketsInATellableNumberOfIntents() {
        assertThat(all()).hasSizeBetween(700, 1000);
        assertThat(corpus.labels()).hasSizeBetween(8, 12);
        assertThat(corpus.bad()).isEmpty();
    }

    @Test
    void everyIntentHasEnoughTicketsOnBothSides() {
        assertThat(perLabel(corpus.training()).values()).allMatch(count -> count >= 30);
        assertThat(perLabel(corpus.heldOut()).values()).allMatch(count -> count >= 10);
        assertThat(perLabel(corpus.heldOut()).keySet()).containsExactlyInAnyOrderElementsOf(corpus.labels());
    }

    @Test
    void aboutAThirdIsHeldOutByTheHashOfTheTextAndByNothingElse() {
        assertThat((double) corpus.heldOut().size() / all().size()).isBetween(0.27, 0.39);
        assertThat(all())
                .allSatisfy(ticket -> assertThat(ticket.heldOut())
                        .as(ticket.id())
                        .isEqualTo(Split.BUNDLED.holdsOut(ticket.subject() + " " + ticket.body())));
    }

    @Test
    void identifiersAndTextsAreUnique() {
        assertThat(all()).extracting(Ticket::id).doesNotHaveDuplicates();
        assertThat(all()).extracting(Ticket::text).doesNotHaveDuplicates();
    }

    @Test
    void noHeldOutTicketIsNearlyTheSameAsOneToTrainOn() {
        List<Set<String>> trained =
                corpus.training().stream().map(BundledCorpusTest::words).toList();
        var near = new ArrayList<String>();
        for (Ticket held : corpus.heldOut()) {
            Set<String> words = words(held);
            trained.stream()
                    .filter(other -> similarity(words, other) > NEAR)
                    .forEach(other -> near.add(held.text() + " <> " + other));
        }
        assertThat(near).isEmpty();
    }

    @Test
    void ticketsAreShortAndLongAndSeldomRepeatThemselves() {
        assertThat(all()).filteredOn(ticket -> words(ticket).size() <= 8).hasSizeGreaterThan(60);
        assertThat(all()).filteredOn(ticket -> words(ticket).size() >= 22).hasSizeGreaterThan(60);
        assertThat(all().stream().flatMap(ticket -> words(ticket).stream()).collect(Collectors.toSet()))
                .hasSizeGreaterThan(2500);
    }

    @Test
    void everyUrgencyOccursAndTheOrdersAreKnown() {
        Orders orders = Orders.bundled();

        assertThat(all().stream().map(ticket -> ticket.urgency().orElseThrow()).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(Urgency.values());
        assertThat(all().stream().flatMap(ticket -> ticket.orderId().stream()).toList())
                .hasSizeGreaterThan(400)
                .doesNotHaveDuplicates()
                .allMatch(order -> orders.find(order).isPresent());
        assertThat(all()).anyMatch(ticket -> ticket.orderId().isEmpty());
    }

    @Test
    void anOrderThatATextNamesIsItsOrder() {
        assertThat(all())
                .filteredOn(ticket -> ticket.text().contains("SW-"))
                .hasSizeGreaterThan(30)
                .allSatisfy(ticket ->
                        assertThat(ticket.text()).contains(ticket.orderId().orElseThrow()));
    }

    private List<Ticket> all() {
        return Stream.concat(corpus.training().stream(), corpus.heldOut().stream())
                .toList();
    }

    private static Map<String, Long> perLabel(List<Ticket> tickets) {
        return tickets.stream().collect(Collectors.groupingBy(Ticket::label, Collectors.counting()));
    }

    private static Set<String> words(Ticket ticket) {
        return new HashSet<>(List.of(
                ticket.text().toLowerCase(Locale.ROOT).replaceAll("sw-\\d+", "").split("\\W+")));
    }

    /** The share of the words of both that are in both (Jaccard). */
    private static double similarity(Set<String> one, Set<String> other) {
        Set<String> common = new HashSet<>(one);
        common.retainAll(other);
        return (double) common.size() / (one.size() + other.size() - common.size());
    }
}
