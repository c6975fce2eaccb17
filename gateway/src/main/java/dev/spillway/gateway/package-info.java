/** The gateway as a whole: how it is put together, run and reloaded. */
@NullMarked
package dev.spillway.gateway;

import org.jspecify.annotations.NullMarked;
