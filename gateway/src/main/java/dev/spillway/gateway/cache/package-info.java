/** Answers given before, and attempts under way, serve equal calls. Home of the cache library. */
@NullMarked
package dev.spillway.gateway.cache;

import org.jspecify.annotations.NullMarked;
