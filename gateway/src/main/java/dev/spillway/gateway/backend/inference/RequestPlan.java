package dev.spillway.gateway.backend.inference;

import dev.spillway.gateway.config.InferenceReplyConfig;
import dev.spillway.gateway.config.OpenInferenceConfig;
import dev.spillway.gateway.config.OpenInferenceConfig.Dialect;
import dev.spillway.gateway.config.TensorConfig;
import dev.spillway.gateway.config.TensorConfig.Datatype;
import dev.spillway.proto.inference.InferParameter;
import dev.spillway.proto.inference.ModelInferRequest;
import dev.spillway.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How inputs become requests: compiled once for a configuration, and again when the model's signature becomes known. Immutable.
 *
 * @param outputs the tensors that requests ask for; none: all
 * @param parameters of each request
 * @param configured the tensors of `inputs`; none: each field becomes one
 * @param known the tensors that the model says it takes, by name, where none are configured
 * @param raw whether the tensors go out as bytes
 */
record RequestPlan(
        OpenInferenceConfig config,
        List<InferRequestedOutputTensor> outputs,
        Map<String, InferParameter> parameters,
        List<InputTensor> configured,
        Map<String, InputTensor> known,
        boolean raw) {

    /** A plan for a model of which nothing is known. */
    static RequestPlan of(OpenInferenceConfig config) {
        List<InferRequestedOutputTensor> outputs = new ArrayList<>();
        if (config.requestOutputs()) {
            outputs(config.reply())
                    .forEach(output -> outputs.add(InferRequestedOutputTensor.newBuilder()
                            .setName(output)
                            .build()));
        }
        return compile(config, List.copyOf(outputs), parameters(config.parameters()), Signature.UNKNOWN);
    }

    /** The plan for a model that has said what it takes. What is configured prevails. */
    RequestPlan with(Signature signature) {
        return compile(config, outputs, parameters, signature);
    }

    private static RequestPlan compile(
            OpenInferenceConfig config,
            List<InferRequestedOutputTensor> outputs,
            Map<String, InferParameter> parameters,
            Signature signature) {
        List<InputTensor> configured = new ArrayList<>();
        Map<String, InputTensor> known = new HashMap<>();
        boolean raw = false;
        for (Map.Entry<String, TensorConfig> input : config.inputs().entrySet()) {
            TensorConfig as = input.getValue();
            InputTensor tensor =
                    tensor(config, input.getKey(), as, signature.inputs().get(input.getKey()));
            configured.add(tensor);
            raw |= isRawOnly(config, tensor);
        }
        if (configured.isEmpty()) {
            for (Map.Entry<String, Signature.Tensor> said : signature.inputs().entrySet()) {
                InputTensor tensor = tensor(config, said.getKey(), null, said.getValue());
                known.put(said.getKey(), tensor);
                raw |= isRawOnly(config, tensor);
            }
        }
        return new RequestPlan(config, outputs, parameters, List.copyOf(configured), Map.copyOf(known), raw);
    }

    private static boolean isRawOnly(OpenInferenceConfig config, InputTensor tensor) {
        return tensor.datatype() != null
                && tensor.datatype().isRawOnly()
                && config.dialect() != Dialect.TORCHSERVE; // it would ignore them silently
    }

    private static InputTensor tensor(
            OpenInferenceConfig config, String name, @Nullable TensorConfig as, Signature.@Nullable Tensor said) {
        Datatype datatype = as != null && as.datatype() != null
                ? as.datatype()
                : said == null || (said.datatype() != null && isUnsendable(config, said.datatype()))
                        ? null
                        : said.datatype();
        boolean isShaped = as != null && as.shape() != null;
        return new InputTensor(
                name,
                as != null && as.from() != null ? as.from() : name,
                datatype,
                isShaped ? configured(config, as) : said == null ? null : said(config, said),
                isShaped,
                config.batch(),
                as == null ? Map.of() : parameters(as.parameters()));
    }

    private static boolean isUnsendable(OpenInferenceConfig config, Datatype datatype) {
        return datatype.isRawOnly() && config.dialect() == Dialect.TORCHSERVE;
    }

    /** The shape that the configuration says; null where the value decides. */
    static long @Nullable [] configured(OpenInferenceConfig config, @Nullable TensorConfig as) {
        if (as == null || as.shape() == null) {
            return null;
        }
        long[] shape = Shapes.of(as.shape());
        return config.batch() ? Shapes.behindOne(shape) : shape;
    }

    /** With `batch`, the model's shape is taken as one with a batch if it can be one. */
    private static long[] said(OpenInferenceConfig config, Signature.Tensor tensor) {
        long[] shape = Shapes.of(tensor.shape());
        boolean isBatched = shape.length > 0 && (shape[0] == Shapes.ANY || shape[0] == 1);
        return config.batch() && !isBatched ? Shapes.behindOne(shape) : shape;
    }

    /** The output tensors that a reply is read by, in the order of the configuration. */
    static Set<String> outputs(InferenceReplyConfig reply) {
        Set<String> outputs = new LinkedHashSet<>();
        if (reply.scores() != null) {
            outputs.add(reply.scores());
        }
        if (reply.labelsFrom() != null) {
            outputs.add(reply.labelsFrom());
        }
        outputs.addAll(reply.fields().values());
        return outputs;
    }

    /** Whether the model's metadata would change anything. */
    boolean wantsSignature() {
        return config.inputs().isEmpty()
                || config.inputs().values().stream().anyMatch(as -> as.shape() == null || as.datatype() == null);
    }

    /**
     * The request for an input.
     *
     * @throws IllegalArgumentException where it fits no tensor; the message names the tensor and not the value
     */
    ModelInferRequest request(String id, Map<String, @Nullable Object> input) {
        ModelInferRequest.Builder request = ModelInferRequest.newBuilder()
                .setModelName(config.model())
                .setModelVersion(config.version())
                .setId(id);
        for (InferRequestedOutputTensor output : outputs) {
            request.addOutputs(output);
        }
        if (!parameters.isEmpty()) {
            request.putAllParameters(parameters);
        }
        RawContents bytes = raw ? new RawContents(request) : null;
        if (!configured.isEmpty()) {
            for (InputTensor tensor : configured) {
                Object value = input.get(tensor.field());
                if (value == null) {
                    throw new IllegalArgumentException("the field " + tensor.field() + " is missing");
                }
                request.addInputs(tensor.of(value, bytes));
            }
            return request.build();
        }
        for (Map.Entry<String, @Nullable Object> field : input.entrySet()) {
            Object value = field.getValue();
            if (value != null) {
                InputTensor tensor = known.get(field.getKey());
                request.addInputs((tensor != null ? tensor : unknown(field.getKey())).of(value, bytes));
            }
        }
        return request.build();
    }

    private InputTensor unknown(String field) {
        return config.batch()
                ? new InputTensor(field, field, null, null, false, true, Map.of())
                : InputTensor.of(field);
    }

    private static Map<String, InferParameter> parameters(Map<String, @Nullable Object> configured) {
        Map<String, InferParameter> parameters = new HashMap<>();
        configured.forEach((name, value) -> parameters.put(name, parameter(name, value)));
        return Map.copyOf(parameters);
    }

    /**
     * A parameter of the protocol.
     *
     * @throws IllegalArgumentException where it has no form for such a value
     */
    static InferParameter parameter(String name, @Nullable Object value) {
        InferParameter.Builder parameter = InferParameter.newBuilder();
        switch (value) {
            case String text -> parameter.setStringParam(text);
            case Boolean flag -> parameter.setBoolParam(flag);
            case Long number -> parameter.setInt64Param(number);
            case Integer number -> parameter.setInt64Param(number);
            case Number number -> parameter.setDoubleParam(number.doubleValue());
            case null, default ->
                throw new IllegalArgumentException(
                        "parameters." + name + ": a string, a number or a boolean, not a list, an object or null");
        }
        return parameter.build();
    }
}
