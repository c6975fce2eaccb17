/** Rule sets from their YAML files and tables from CSV, with every problem at its file and line. */
@NullMarked
package dev.spillway.gateway.config.rules;

import org.jspecify.annotations.NullMarked;
