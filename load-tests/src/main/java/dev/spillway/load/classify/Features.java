package dev.spillway.load.classify;

import java.util.List;
import java.util.function.LongConsumer;

/** What of a text a model looks at, each feature as a 64-bit hash (FNV-1a, then the finaliser of MurmurHash3). */
enum Features {
    WORDS {
        @Override
        void emit(List<String> words, LongConsumer sink) {
            for (String word : words) {
                sink.accept(finish(hash(WORD_SEED, word, 0, word.length())));
            }
        }
    },
    /** Two words in a row: enough for a negation or a set phrase. */
    WORD_PAIRS {
        @Override
        void emit(List<String> words, LongConsumer sink) {
            for (int i = 1; i < words.size(); i++) {
                String left = words.get(i - 1);
                String right = words.get(i);
                long start = hash(PAIR_SEED, left, 0, left.length());
                sink.accept(finish(hash(step(start, ' '), right, 0, right.length())));
            }
        }
    },
    /** Runs of 3 to 5 characters inside of a word and its borders: robust against typos and inflection. */
    CHARACTERS {
        @Override
        void emit(List<String> words, LongConsumer sink) {
            for (String word : words) {
                String bordered = "_" + word + "_";
                for (int from = 0; from + GRAM_CHARS_MIN <= bordered.length(); from++) {
                    grams(bordered, from, sink);
                }
            }
        }

        private void grams(String bordered, int from, LongConsumer sink) {
            int most = Math.min(bordered.length(), from + GRAM_CHARS_MAX);
            long hash = hash(GRAM_SEED, bordered, from, from + GRAM_CHARS_MIN - 1);
            for (int at = from + GRAM_CHARS_MIN - 1; at < most; at++) {
                hash = step(hash, bordered.charAt(at));
                sink.accept(finish(hash));
            }
        }
    };

    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long WORD_SEED = 0xcbf29ce484222325L;
    private static final long PAIR_SEED = 0x9e3779b97f4a7c15L;
    private static final long GRAM_SEED = 0xd1b54a32d192ed03L;
    private static final int GRAM_CHARS_MIN = 3;
    private static final int GRAM_CHARS_MAX = 5;

    abstract void emit(List<String> words, LongConsumer sink);

    private static long hash(long seed, String text, int from, int to) {
        long hash = seed;
        for (int i = from; i < to; i++) {
            hash = step(hash, text.charAt(i));
        }
        return hash;
    }

    private static long step(long hash, char c) {
        return (hash ^ c) * FNV_PRIME;
    }

    private static long finish(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
