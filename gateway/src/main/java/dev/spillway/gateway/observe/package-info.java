/** What operators see: metrics as a view of the journal, the delay of the event loops, and logs. */
@NullMarked
package dev.spillway.gateway.observe;

import org.jspecify.annotations.NullMarked;
