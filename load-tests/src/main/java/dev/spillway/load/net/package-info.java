/** The event loops, listening ports and small HTTP server that the reference servers share. */
@NullMarked
package dev.spillway.load.net;

import org.jspecify.annotations.NullMarked;
