/** Describes the configuration from its records: to editors, to readers, and to whoever wants to see what is in effect. */
@NullMarked
package dev.spillway.gateway.config.describe;

import org.jspecify.annotations.NullMarked;
