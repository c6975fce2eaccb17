package dev.spillway.load.classify;

import java.util.List;
import java.util.Locale;

/**
 * The three sizes of classifier. They are trained alike and differ only in what they can see of a text: the small one's
 * words collide in few buckets, the medium one knows the words that it has met more than once, the large one averages a
 * model of words and word pairs with one of parts of words.
 *
 * <p>Views and recipe were chosen by accuracy and likelihood in a cross-validation on the training part of the bundled
 * tickets; the held-out part chose nothing.
 */
public enum Size {
    SMALL("words hashed into 512 buckets"),
    MEDIUM("words met more than once"),
    LARGE("words and word pairs, averaged with character n-grams");

    private final String describes;

    Size(String describes) {
        this.describes = describes;
    }

    /** The name as it is used on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What the model sees of a text, in a few words. */
    public String describes() {
        return describes;
    }

    List<View> views() {
        return switch (this) {
            case SMALL -> List.of(View.hashed(512, Features.WORDS));
            case MEDIUM -> List.of(View.dictionary(2, Features.WORDS));
            case LARGE ->
                List.of(
                        View.dictionary(1, Features.WORDS, Features.WORD_PAIRS),
                        View.dictionary(2, Features.CHARACTERS));
        };
    }
}
