package dev.spillway.offload;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list, newest first. It may be shorter than asked for, even empty, and yet have a next one: how much is
 * looked through for one page is bounded.
 *
 * @param next null at the end
 */
public record Page<T>(List<T> items, @Nullable Cursor next) {
    public Page {
        items = List.copyOf(items);
    }
}
