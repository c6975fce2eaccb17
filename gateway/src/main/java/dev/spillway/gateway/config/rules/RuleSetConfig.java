package dev.spillway.gateway.config.rules;

import dev.spillway.gateway.config.Default;
import dev.spillway.gateway.config.Doc;
import dev.spillway.gateway.config.Form;
import dev.spillway.gateway.config.Key;
import dev.spillway.gateway.config.Keys;
import dev.spillway.gateway.config.TextForm;
import dev.spillway.rules.source.Match;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A rule set as its file has it. */
@Doc("Deterministic answers for when models give none.")
public record RuleSetConfig(
        @Doc("What it is called in answers, logs and metrics.") @Form(TextForm.NAME)
        String name,

        @Doc("The version of its content, a text such as \"3\" or \"2026-11-22\".") @Form(TextForm.LINE)
        String version,

        @Doc("Who answers for it.") @Form(TextForm.LINE) String owner,

        @Doc("Which of the rules that apply decides: the first, or the one of the highest priority.") @Default("first")
        Match match,

        @Doc("The JSON Schema of the route's input: what `request` has is then checked here.") @Nullable
        Path input,

        @Doc("The branches of the flow that its expressions may read.") @Default("[]") @Form(TextForm.IDENTIFIER)
        Set<String> branches,

        @Doc("Maps that its expressions may read, by name.") @Default("{}") @Keys(TextForm.IDENTIFIER)
        Map<String, LookupConfig> lookups,

        @Doc("The rules, in their order.") List<RuleConfig> rules,

        @Doc("What is answered where no rule applies.") @Nullable @Key("default")
        ConclusionConfig otherwise,

        @Doc("That nothing is answered where no rule applies.") @Default("false")
        boolean none,

        @Doc("Situations, and what the rules have to make of them: checked when the file is read.") @Default("[]")
        List<ExampleConfig> examples) {}
