package dev.spillway.gateway.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** How a language model is made to answer with JSON. */
@Doc("How a language model is made to answer with JSON; the fields of the object that it writes are the answer's.")
public record ChatJsonConfig(
        @Doc("The JSON Schema (draft 2020-12) of the answer: a file. What does not fit it is no answer. Absent: any"
                + " object.")
        @Nullable
        Path schema,

        @Doc("How the server is asked: json-schema (response_format with the schema: OpenAI, vLLM, SGLang, llama.cpp,"
                + " Ollama), json-object (response_format without it), json-object-schema (response_format of type"
                + " json_object with the schema: older llama.cpp, llama-cpp-python), structured-outputs (vLLM),"
                + " guided-json (vLLM before 0.12), prompt (not at all: the messages ask for it).")
        @Default("json-schema")
        Ask ask) {

    /** How a server is asked for JSON. */
    public enum Ask {
        JSON_SCHEMA,
        JSON_OBJECT,
        JSON_OBJECT_SCHEMA,
        STRUCTURED_OUTPUTS,
        GUIDED_JSON,
        PROMPT;

        /** Whether the request holds the schema. */
        public boolean sendsSchema() {
            return switch (this) {
                case JSON_SCHEMA, JSON_OBJECT_SCHEMA, STRUCTURED_OUTPUTS, GUIDED_JSON -> true;
                case JSON_OBJECT, PROMPT -> false;
            };
        }
    }
}
