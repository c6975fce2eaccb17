/** One value, told alike by both doors. */
@NullMarked
package dev.spillway.gateway.edge;

import org.jspecify.annotations.NullMarked;
