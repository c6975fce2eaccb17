/** Labelled texts: the bundled tickets, a user's own CSV, and which of them are held out. */
@NullMarked
package dev.spillway.load.corpus;

import org.jspecify.annotations.NullMarked;
