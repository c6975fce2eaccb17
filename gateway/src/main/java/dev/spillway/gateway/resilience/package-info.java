/** What keeps one backend's trouble from becoming everyone's; the home of Resilience4j. */
@NullMarked
package dev.spillway.gateway.resilience;

import org.jspecify.annotations.NullMarked;
