/** Decision tables: rows of conditions, as people keep them in spreadsheets, and which of them a situation matches first. */
@NullMarked
package dev.spillway.rules.table;

import org.jspecify.annotations.NullMarked;
