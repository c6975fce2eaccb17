package dev.spillway.gateway.config;

/** The cache that all routes share. */
@Doc("The cache that all routes share.")
public record CacheSizeConfig(
        @Doc("What all answers in it may take of the memory, about.") @Default("64MiB")
        Size most) {}
