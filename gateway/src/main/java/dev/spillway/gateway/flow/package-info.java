/**
 * Flows: graphs of named branches, compiled when the configuration loads and run on one event loop each.
 *
 * <p>{@link dev.spillway.gateway.flow.FlowSource} is what is written, {@link dev.spillway.gateway.flow.FlowPlan} what it
 * compiles to, {@link dev.spillway.gateway.flow.Flow} the step that runs it.
 */
@NullMarked
package dev.spillway.gateway.flow;

import org.jspecify.annotations.NullMarked;
