package dev.spillway.offload.sqlite;

import java.sql.SQLException;

/**
 * Something to do with a thread's tables. A write may be run twice, when another one of its batch failed, so it changes
 * nothing but the tables.
 *
 * @param <S> what the thread has
 */
@FunctionalInterface
interface Work<S, T> {
    T run(S source) throws SQLException;
}
