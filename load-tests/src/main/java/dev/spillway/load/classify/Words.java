package dev.spillway.load.classify;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a text into words: lower-case runs of letters, with apostrophes dropped ("don't" is {@code dont}); a run that
 * holds a digit becomes {@link #NUMBER}, so that order numbers are not learnt by heart.
 */
final class Words {
    static final String NUMBER = "#";

    private Words() {}

    static List<String> of(String text) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        boolean number = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isLetterOrDigit(c)) {
                number |= Character.isDigit(c);
                word.append(Character.toLowerCase(c));
            } else if (c != '\'' && c != '\u2019' && !word.isEmpty()) {
                words.add(number ? NUMBER : word.toString());
                word.setLength(0);
                number = false;
            }
        }
        if (!word.isEmpty()) {
            words.add(number ? NUMBER : word.toString());
        }
        return words;
    }
}
