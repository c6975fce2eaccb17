/** What callers can ask: a route's input, its bounds, and the step that answers. */
@NullMarked
package dev.spillway.gateway.route;

import org.jspecify.annotations.NullMarked;
