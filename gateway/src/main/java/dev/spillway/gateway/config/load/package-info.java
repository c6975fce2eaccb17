/** Loads the configuration: reads the file, binds it, checks it whole, and says which files it depends on. */
@NullMarked
package dev.spillway.gateway.config.load;

import org.jspecify.annotations.NullMarked;
