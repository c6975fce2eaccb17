/** Tests of the cascade as it runs. */
@NullMarked
package dev.spillway.cascade;

import org.jspecify.annotations.NullMarked;
