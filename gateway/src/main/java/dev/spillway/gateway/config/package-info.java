/**
 * The configuration: immutable records, bound strictly from one YAML file, checked whole before anything starts.
 *
 * <p>Each component carries the sentence that stands in the reference and the default that stands in the schema; both are
 * generated from these records.
 */
@NullMarked
package dev.spillway.gateway.config;

import org.jspecify.annotations.NullMarked;
