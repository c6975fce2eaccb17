package dev.spillway.offload.sqlite;

import dev.spillway.offload.Bytes;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A prepared statement whose values are put in order, and whose rows are read to the end at once. */
final class Sql {
    /** Reads one row. */
    @FunctionalInterface
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private final PreparedStatement statement;
    private int at;

    Sql(PreparedStatement statement) {
        this.statement = statement;
    }

    Sql again() {
        at = 0;
        return this;
    }

    Sql put(long value) throws SQLException {
        statement.setLong(++at, value);
        return this;
    }

    Sql put(@Nullable String value) throws SQLException {
        statement.setString(++at, value);
        return this;
    }

    Sql put(@Nullable Bytes value) throws SQLException {
        statement.setBytes(++at, value == null ? null : value.shared());
        return this;
    }

    /** Milliseconds since 1970. */
    Sql put(@Nullable Instant value) throws SQLException {
        if (value == null) {
            statement.setObject(++at, null);
        } else {
            statement.setLong(++at, value.toEpochMilli());
        }
        return this;
    }

    int update() throws SQLException {
        return statement.executeUpdate();
    }

    void execute() throws SQLException {
        statement.execute();
    }

    <T> List<T> list(Reader<T> reader) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                rows.add(reader.read(result));
            }
        }
        return rows;
    }

    <T> Optional<T> first(Reader<T> reader) throws SQLException {
        try (ResultSet result = statement.executeQuery()) {
            return result.next() ? Optional.of(reader.read(result)) : Optional.empty();
        }
    }

    /** The one number that the statement yields. */
    long number() throws SQLException {
        return first(row -> row.getLong(1)).orElseThrow();
    }
}
