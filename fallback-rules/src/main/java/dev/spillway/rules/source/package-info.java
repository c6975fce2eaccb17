/** Rule sets as they are written, before anything of them is compiled, and what they may read. */
@NullMarked
package dev.spillway.rules.source;

import org.jspecify.annotations.NullMarked;
