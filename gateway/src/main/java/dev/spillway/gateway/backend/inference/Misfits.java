package dev.spillway.gateway.backend.inference;

import dev.spillway.gateway.config.OpenInferenceConfig;
import dev.spillway.gateway.config.TensorConfig;
import dev.spillway.gateway.config.TensorConfig.Datatype;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What of a configuration does not fit the model's metadata, in sentences for operators. */
final class Misfits {
    private Misfits() {}

    static List<String> between(OpenInferenceConfig config, Signature signature) {
        List<String> misfits = new ArrayList<>();
        if (!signature.inputs().isEmpty()) {
            config.inputs()
                    .forEach((tensor, as) ->
                            input(config, tensor, as, signature.inputs().get(tensor), signature, misfits));
            if (!config.inputs().isEmpty()) {
                for (String tensor : signature.inputs().keySet()) {
                    if (!config.inputs().containsKey(tensor)) {
                        misfits.add("the model wants an input " + tensor + ", which `inputs` does not have");
                    }
                }
            }
        }
        if (!signature.outputs().isEmpty()) {
            for (String output : RequestPlan.outputs(config.reply())) {
                if (!signature.outputs().containsKey(output)) {
                    misfits.add("the model has no output " + output + ", only "
                            + String.join(", ", signature.outputs().keySet()));
                }
            }
        }
        return misfits;
    }

    private static void input(
            OpenInferenceConfig config,
            String tensor,
            TensorConfig as,
            Signature.@Nullable Tensor said,
            Signature signature,
            List<String> misfits) {
        if (said == null) {
            misfits.add("the model has no input " + tensor + ", only "
                    + String.join(", ", signature.inputs().keySet()));
            return;
        }
        long[] sent = RequestPlan.configured(config, as);
        if (sent != null && !Shapes.agree(Shapes.of(said.shape()), sent)) {
            misfits.add(tensor + ": the model wants " + Shapes.text(Shapes.of(said.shape()))
                    + ", the configuration sends " + Shapes.text(sent));
        }
        Datatype type = as.datatype();
        if (type != null && said.datatype() != null && type != said.datatype()) {
            misfits.add(tensor + ": the model wants " + said.datatype() + ", the configuration sends " + type);
        }
    }
}
