package dev.spillway.load.classify;

import dev.spillway.load.corpus.Ticket;
import java.util.List;

/** A trained text classifier: the mean of its members' softmax probabilities. Thread-safe. */
public final class TextClassifier {
    private final Size size;
    private final List<String> labels;
    private final List<Member> members;

    TextClassifier(Size size, List<String> labels, List<Member> members) {
        this.size = size;
        this.labels = labels;
        this.members = members;
    }

    /** One linear model on one view of the text. */
    record Member(Dictionary dictionary, Linear linear) {
        float[] probabilities(List<String> words) {
            return linear.probabilities(dictionary.example(words));
        }
    }

    /** Trains on the tickets; the same tickets give the same classifier. */
    public static TextClassifier train(Size size, List<Ticket> tickets) {
        List<List<String>> texts =
                tickets.stream().map(ticket -> Words.of(ticket.text())).toList();
        List<String> outputs = tickets.stream().map(Ticket::label).toList();
        List<String> labels = outputs.stream().distinct().sorted().toList();
        List<Member> members = size.views().parallelStream()
                .map(view -> member(view, texts, outputs, labels))
                .toList();
        return new TextClassifier(size, labels, members);
    }

    private static Member member(View view, List<List<String>> texts, List<String> outputs, List<String> labels) {
        Dictionary dictionary = Dictionary.learn(view, texts);
        List<Example> examples = texts.stream().map(dictionary::example).toList();
        var trainer = new Trainer(labels, dictionary.size());
        return new Member(dictionary, trainer.train(examples, outputs, Recipe.forTexts(texts.size())));
    }

    public Size size() {
        return size;
    }

    /** In the order of the probabilities. */
    public List<String> labels() {
        return labels;
    }

    /** The probability of each label; they sum to 1. */
    public float[] probabilities(String text) {
        List<String> words = Words.of(text);
        float[] mean = new float[labels.size()];
        for (Member member : members) {
            float[] one = member.probabilities(words);
            for (int i = 0; i < mean.length; i++) {
                mean[i] += one[i] / members.size();
            }
        }
        return mean;
    }

    /** The most probable label. */
    public String label(String text) {
        return labels.get(best(probabilities(text)));
    }

    /** Where the highest probability stands; the first of equals. */
    public static int best(float[] probabilities) {
        int best = 0;
        for (int i = 1; i < probabilities.length; i++) {
            if (probabilities[i] > probabilities[best]) {
                best = i;
            }
        }
        return best;
    }

    /** The share of the tickets whose label is the most probable one, 0 to 1. */
    public double accuracy(List<Ticket> tickets) {
        long right = tickets.stream()
                .filter(ticket -> ticket.label().equals(label(ticket.text())))
                .count();
        return (double) right / tickets.size();
    }

    List<Member> members() {
        return members;
    }
}
