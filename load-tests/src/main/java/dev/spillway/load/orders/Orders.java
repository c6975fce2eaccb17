package dev.spillway.load.orders;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The orders of the bundled corpus. Immutable. */
public final class Orders {
    private static final String BUNDLED = "/corpus/orders.csv";
    private static final int FIELDS = 4;

    private final Map<String, Order> byId = new LinkedHashMap<>();

    private Orders() {}

    public static Orders bundled() {
        var orders = new Orders();
        try (InputStream in = Orders.class.getResourceAsStream(BUNDLED)) {
            if (in == null) {
                throw new IllegalStateException(BUNDLED + " is not on the class path");
            }
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .skip(1)
                    .forEach(orders::add);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
        return orders;
    }

    /** A row: order_id,status,days_late,carrier; no field holds a comma. */
    private void add(String row) {
        String[] fields = row.split(",", -1);
        if (fields.length != FIELDS) {
            throw new IllegalStateException(BUNDLED + ": a row needs " + FIELDS + " fields: " + row);
        }
        byId.put(fields[0], new Order(fields[0], fields[1], Integer.parseInt(fields[2]), fields[3]));
    }

    public Optional<Order> find(String orderId) {
        return Optional.ofNullable(byId.get(orderId));
    }

    public Collection<Order> all() {
        return byId.values();
    }
}
