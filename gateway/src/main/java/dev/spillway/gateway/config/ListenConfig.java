package dev.spillway.gateway.config;

/** The three doors. */
@Doc("The doors of the gateway.")
public record ListenConfig(
        @Doc("The door for frontends.") @Default("{}") GrpcDoorConfig grpc,

        @Doc("The door for partners.") @Default("{}") RestDoorConfig rest,

        @Doc("The door for operators: health, metrics. Never reachable from where callers are.") @Default("{}")
        OperatorDoorConfig operator) {}
