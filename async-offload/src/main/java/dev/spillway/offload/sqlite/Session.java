package dev.spillway.offload.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.sqlite.SQLiteConfig;

/** One connection and the statements that it has prepared. Confined to one thread at a time. */
final class Session implements AutoCloseable {
    private static final int BUSY_MILLIS = 5_000;
    private static final int CACHE_KIB = 64 * 1024;
    private static final int LOG_BYTES_KEPT = 64 * 1024 * 1024;

    private final SQLiteConfig config;
    private final Path database;
    private Connection connection;
    private final Map<String, Sql> prepared = new HashMap<>();

    private Session(SQLiteConfig config, Path database) throws SQLException {
        this.config = config;
        this.database = database;
        this.connection = connect();
    }

    /** The writer's session. */
    static Session writing(Path database) throws SQLException {
        SQLiteConfig config = config();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL); // each commit is on the disk before it is told
        config.setWalAutocheckpoint(0); // the writer chooses the moment
        config.setJournalSizeLimit(LOG_BYTES_KEPT);
        config.setCacheSize(-CACHE_KIB);
        return new Session(config, database);
    }

    /** A session that can't write. */
    static Session reading(Path database) throws SQLException {
        SQLiteConfig config = config();
        config.setReadOnly(true);
        config.setCacheSize(-CACHE_KIB / 8);
        return new Session(config, database);
    }

    Sql sql(String text) throws SQLException {
        Sql known = prepared.get(text);
        if (known == null) {
            known = new Sql(connection.prepareStatement(text));
            prepared.put(text, known);
        }
        return known.again();
    }

    /** Takes another connection in place of this one, whose open transaction is rolled back. */
    void reopen() throws SQLException {
        prepared.clear();
        connection.close();
        connection = connect();
    }

    /** All statements prepared so far. */
    Set<String> statements() {
        return Set.copyOf(prepared.keySet());
    }

    /** Runs a statement that is not worth keeping. */
    void execute(String text) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close(); // its statements with it
    }

    private static SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setGetGeneratedKeys(false);
        return config;
    }

    private Connection connect() throws SQLException {
        return config.createConnection("jdbc:sqlite:" + database);
    }
}
