/**
 * Where requests become durable tasks and tasks become calls: the outermost layer of a route, what runs its tasks, and what
 * callers may do with them. Knows the task store by its seam only.
 */
@NullMarked
package dev.spillway.gateway.offload;

import org.jspecify.annotations.NullMarked;
