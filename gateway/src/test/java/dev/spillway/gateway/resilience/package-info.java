/** Tests of what keeps one backend's trouble from becoming everyone's. */
@NullMarked
package dev.spillway.gateway.resilience;

import org.jspecify.annotations.NullMarked;
