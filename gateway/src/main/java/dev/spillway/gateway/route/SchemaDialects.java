package dev.spillway.gateway.route;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.AnnotationKeyword;
import com.networknt.schema.keyword.Keyword;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The drafts of JSON Schema as this gateway checks them: by the library's keywords, each of which charges its work; with
 * {@code pattern} on RE2; and with {@code format} asserted in every draft alike, {@code content…} in none.
 */
final class SchemaDialects {
    private static final List<String> REMARKS = List.of("contentEncoding", "contentMediaType", "contentSchema");

    /** The first is that of a schema which names none. */
    private static final List<Dialect> ALL = List.of(
            metered(Dialects.getDraft202012()),
            metered(Dialects.getDraft201909()),
            metered(Dialects.getDraft7()),
            metered(Dialects.getDraft6()),
            metered(Dialects.getDraft4()));

    private static final SchemaRegistryConfig CONFIG = SchemaRegistryConfig.builder()
            .regularExpressionFactory(new SchemaPatterns())
            .formatAssertionsEnabled(true)
            .locale(Locale.ROOT)
            .build();

    private SchemaDialects() {}

    /** For one document: schemas that name themselves alike must not meet, as those before and after a reload do. */
    static SchemaRegistry registry() {
        return SchemaRegistry.withDialects(ALL, builder -> builder.schemaRegistryConfig(CONFIG));
    }

    private static Dialect metered(Dialect draft) {
        Map<String, Keyword> keywords = new TreeMap<>();
        draft.getKeywords().forEach((name, keyword) -> {
            switch (name) {
                case "format" -> keywords.put(name, keyword); // the formats charge themselves
                case "uniqueItems" -> keywords.put(name, new Metered(new UniqueItems(name)));
                case "anyOf", "oneOf" -> keywords.put(name, new Metered(new Alternatives(keyword)));
                default -> keywords.put(name, new Metered(keyword));
            }
        });
        REMARKS.forEach(name -> keywords.put(name, new AnnotationKeyword(name)));
        return Dialect.builder(draft)
                .keywords(all -> all.putAll(keywords))
                .formats(all -> {
                    all.clear();
                    SchemaFormats.ALL.forEach(format -> all.put(format.getName(), format));
                })
                .build();
    }
}
