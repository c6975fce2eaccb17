/** What operators learn of a running gateway: metrics and logs, all of them views of the journal. */
@NullMarked
package dev.spillway.gateway.observe;

import org.jspecify.annotations.NullMarked;
