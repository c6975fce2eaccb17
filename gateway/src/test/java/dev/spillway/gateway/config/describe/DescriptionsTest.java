package dev.spillway.gateway.config.describe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.Golden;
import dev.spillway.gateway.config.Key;
import dev.spillway.gateway.config.Mutations;
import dev.spillway.gateway.config.Samples;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** What the project publishes about its configuration is what the records say. */
class DescriptionsTest {
    private static final Path DOCS = Path.of("../docs");
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(ConfigSchema.text());

    /** Every record that the configuration is made of, found without the code under test. */
    private static Set<Class<?>> records() {
        Set<Class<?>> found = new LinkedHashSet<>();
        collect(GatewayConfig.class, found);
        return found;
    }

    private static void collect(Type type, Set<Class<?>> found) {
        if (type instanceof ParameterizedType generic) {
            for (Type argument : generic.getActualTypeArguments()) {
                collect(argument, found);
            }
            return;
        }
        Class<?> single = (Class<?>) type;
        if (single.isSealed() && single.isInterface()) {
            for (Class<?> permitted : single.getPermittedSubclasses()) {
                collect(permitted, found);
            }
        } else if (single.isRecord() && single.getName().endsWith("Config") && found.add(single)) {
            for (RecordComponent component : single.getRecordComponents()) {
                collect(component.getGenericType(), found);
            }
        }
    }

    private static String key(RecordComponent component) {
        Key key = component.getAnnotation(Key.class);
        return key == null ? component.getName() : key.value();
    }

    private static boolean isValid(String yaml) {
        Object document = new Load(LoadSettings.builder()
                        .setSchema(new CoreSchema())
                        .setCodePointLimit(1 << 20)
                        .build())
                .loadFromString(yaml);
        return SCHEMA.validate(new ObjectMapper().<JsonNode>valueToTree(document))
                .isEmpty();
    }

    @Test
    void theReferenceIsUpToDate() throws IOException {
        Golden.check(DOCS.resolve("configuration.md"), ConfigReference.text());
    }

    @Test
    void theSchemaIsUpToDate() throws IOException {
        Golden.check(DOCS.resolve("spillway.schema.json"), ConfigSchema.text());
    }

    @Test
    void everyComponentStandsInTheReferenceTheSchemaAndTheSample() throws IOException {
        assertThat(records()).hasSizeGreaterThanOrEqualTo(20);
        JsonNode definitions = new ObjectMapper().readTree(ConfigSchema.text());
        String reference = ConfigReference.text();
        String sample = Files.readString(Samples.FULL);
        for (Class<?> type : records()) {
            JsonNode properties = type == GatewayConfig.class
                    ? definitions.path("properties")
                    : definitions.at("/$defs/" + type.getSimpleName().replace("Config", "") + "/properties");
            for (RecordComponent component : type.getRecordComponents()) {
                assertThat(properties.has(key(component)))
                        .as("%s.%s in the schema", type.getSimpleName(), key(component))
                        .isTrue();
                assertThat(reference).contains("| `" + key(component) + "` |");
                assertThat(sample).containsPattern("[ {]?" + key(component) + ":");
            }
        }
    }

    @Test
    void everyLinkOfTheReferenceLeadsToAHeading() {
        String reference = ConfigReference.text();
        List<String> anchors = reference
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 -]", "")
                        .replace(' ', '-'))
                .toList();
        var links = java.util.regex.Pattern.compile("\\]\\(#([^)]*)\\)").matcher(reference);
        List<String> found = new ArrayList<>();
        while (links.find()) {
            found.add(links.group(1));
        }
        assertThat(found).hasSizeGreaterThan(20).allMatch(anchors::contains);
    }

    @Test
    void theSchemaAcceptsWhatTheLoaderAccepts() throws IOException {
        assertThat(isValid(Samples.SMALL)).isTrue();
        assertThat(isValid(Files.readString(Samples.FULL))).isTrue();
    }

    @Test
    void theSchemaRefusesEveryBreakOfForm() throws IOException {
        List<String> accepted = new ArrayList<>();
        for (Mutations.Mutation mutation : Mutations.all()) {
            if (mutation.form() && isValid(mutation.text())) {
                accepted.add(mutation.toString());
            }
        }
        assertThat(accepted).isEmpty();
    }
}
