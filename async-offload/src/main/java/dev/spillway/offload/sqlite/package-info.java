/** The embedded engine: tasks in one SQLite file of this process's own, written by one thread in shared commits. */
@NullMarked
package dev.spillway.offload.sqlite;

import org.jspecify.annotations.NullMarked;
