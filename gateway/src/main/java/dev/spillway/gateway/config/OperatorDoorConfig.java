package dev.spillway.gateway.config;

import java.util.List;

/** The operators' door. */
@Doc("The operators' door.")
public record OperatorDoorConfig(
        @Doc("Where it listens.") @Default("127.0.0.1:8081") Address address,

        @Doc("The names under which browsers and probes may address it, beside its own address and localhost; a request"
                + " with another Host, or from a page of another origin, is refused.")
        @Default("[]")
        @Form(TextForm.LINE)
        List<String> hosts) {}
