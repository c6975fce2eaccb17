/** Binds one YAML document to records, strictly: whatever it doesn't understand is a problem with its position. */
@NullMarked
package dev.spillway.gateway.config.bind;

import org.jspecify.annotations.NullMarked;
