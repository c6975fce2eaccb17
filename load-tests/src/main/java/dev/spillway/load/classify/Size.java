package dev.spillway.load.classify;

import java.util.List;
import java.util.Locale;

/**
 * The three sizes of classifier. They differ only in what they can see of a text: the small one's words collide in few
 * buckets, the medium one knows the words it has met, the large one also sees word pairs and parts of words and averages
 * two models.
 */
public enum Size {
    SMALL("hashed words in 96 buckets", new Recipe(12, 0.3), View.hashed(96, Features.WORDS)),
    MEDIUM("a dictionary of words", new Recipe(12, 0.3), View.dictionary(3, Features.WORDS)),
    LARGE(
            "words, word pairs and character n-grams, averaged",
            new Recipe(12, 0.3),
            View.dictionary(1, Features.WORDS, Features.WORD_PAIRS),
            View.dictionary(2, Features.CHARACTERS));

    private final String describes;
    private final Recipe recipe;
    private final List<View> views;

    Size(String describes, Recipe recipe, View... views) {
        this.describes = describes;
        this.recipe = recipe;
        this.views = List.of(views);
    }

    /** The name as it is used on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What the model sees of a text, in a few words. */
    public String describes() {
        return describes;
    }

    Recipe recipe() {
        return recipe;
    }

    List<View> views() {
        return views;
    }
}
