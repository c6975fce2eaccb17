package dev.spillway.gateway.config;

/** The log of outcomes. */
@Doc("The log of what tiers said to the calls that cascades drew: `./spillway logs outcomes` makes of it what"
        + " `./spillway calibrate` reads.")
public record OutcomesConfig(
        @Doc("The file, appended to; a line of JSON for each answer. It is made where it is missing.")
        @Form(TextForm.LINE)
        String file,

        @Doc("It is moved to a name that ends in .1 when it is larger than this, and one moved before is lost.")
        @Default("256MiB")
        Size most) {}
