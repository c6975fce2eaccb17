package dev.spillway.core;

/**
 * What a client keeps to ask later: opaque and unguessable.
 *
 * @param value printable ASCII without spaces
 */
public record Handle(String value) {}
