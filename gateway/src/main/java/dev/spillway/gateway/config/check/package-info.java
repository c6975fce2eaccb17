/** Checks a bound configuration as a whole: what one value means for another, and for the machine that it is to run on. */
@NullMarked
package dev.spillway.gateway.config.check;

import org.jspecify.annotations.NullMarked;
