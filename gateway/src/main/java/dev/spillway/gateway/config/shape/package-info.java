/**
 * The form of the configuration, read from its records once: what the binder, the schema, the reference and the print-out
 * share.
 */
@NullMarked
package dev.spillway.gateway.config.shape;

import org.jspecify.annotations.NullMarked;
