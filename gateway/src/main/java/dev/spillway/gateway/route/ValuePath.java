package dev.spillway.gateway.route;

import java.util.ArrayList;
import java.util.List;

/** Where in an input one stands while walking through it; a text is only made if there is something to say. */
final class ValuePath {
    private final List<Object> steps = new ArrayList<>();

    void down(String field) {
        steps.add(field);
    }

    void down(int item) {
        steps.add(item);
    }

    void up() {
        steps.removeLast();
    }

    /** Such as {@code input.items[2].id}. */
    @Override
    public String toString() {
        StringBuilder path = new StringBuilder("input");
        for (Object step : steps) {
            if (step instanceof Integer index) {
                path.append('[').append(index).append(']');
            } else {
                path.append('.').append(step);
            }
        }
        return path.toString();
    }
}
