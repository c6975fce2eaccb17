package dev.spillway.gateway.config;

import java.util.List;

/** The three doors. */
@Doc("The doors of the gateway.")
public record ListenConfig(
        @Doc("The door for frontends.") @Default("{}") GrpcDoorConfig grpc,

        @Doc("The door for partners.") @Default("{}") RestDoorConfig rest,

        @Doc("The door for operators: health, metrics. Never reachable from where callers are.") @Default("{}")
        OperatorDoorConfig operator,

        @Doc("The addresses of proxies in front of the doors, as ranges such as 10.1.0.0/16. Connections from them"
                + " are not bounded by address, since each brings many clients.")
        @Default("[]")
        @Form(TextForm.LINE)
        List<String> trustedProxies) {}
