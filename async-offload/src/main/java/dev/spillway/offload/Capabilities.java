package dev.spillway.offload;

/**
 * What a store can do.
 *
 * @param engine its name, for people
 * @param shared whether several gateways may work on it
 * @param inputBytesMost the largest input
 * @param resultBytesMost the largest result, progress or context
 */
public record Capabilities(String engine, boolean shared, int inputBytesMost, int resultBytesMost) {}
