/** Real classifiers of three sizes, trained on a corpus and kept in a cache. */
@NullMarked
package dev.spillway.load.classify;

import org.jspecify.annotations.NullMarked;
