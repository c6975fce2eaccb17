/** What one client, or all of them together, can take of the process: connections, bytes in flight, files, lines of the log. */
@NullMarked
package dev.spillway.gateway.bounds;

import org.jspecify.annotations.NullMarked;
