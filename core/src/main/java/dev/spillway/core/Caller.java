package dev.spillway.core;

import java.util.Map;
import java.util.Set;

/**
 * Who asks.
 *
 * @param tenant whose data, quota and tasks these are
 * @param principal the name of the key that was shown
 * @param scopes what the caller may do
 * @param priority how urgent the call is beside others; without effect so far
 * @param labels for the attribution of cost
 */
public record Caller(
        String tenant, String principal, Set<String> scopes, Priority priority, Map<String, String> labels) {}
