package dev.spillway.load.inference;

import com.google.protobuf.ByteString;
import dev.spillway.proto.inference.ModelInferRequest;
import dev.spillway.proto.inference.ModelInferResponse;
import dev.spillway.proto.inference.ModelInferResponse.InferOutputTensor;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Replies that a broken model server might give, one kind after the other. */
final class Nonsense {
    /** Stands for a reply whose bytes are no message at all. */
    private static final ModelInferResponse UNREADABLE =
            ModelInferResponse.newBuilder().setId("unreadable").build();

    private static final byte[] UNREADABLE_BYTES = {(byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07, 0x2a, 0x13};

    private static final List<UnaryOperator<ModelInferResponse>> KINDS = List.of(
            _ -> UNREADABLE,
            reply -> reply.toBuilder().clearOutputs().clearRawOutputContents().build(),
            Nonsense::notNumbers,
            Nonsense::shortened,
            Nonsense::renamed);

    private final AtomicInteger next = new AtomicInteger();

    ModelInferResponse instead(ModelInferResponse reply) {
        return KINDS.get(Math.floorMod(next.getAndIncrement(), KINDS.size())).apply(reply);
    }

    /** Every probability is NaN, every text is not UTF-8. */
    private static ModelInferResponse notNumbers(ModelInferResponse reply) {
        ModelInferResponse.Builder broken = reply.toBuilder();
        for (int i = 0; i < broken.getRawOutputContentsCount(); i++) {
            byte[] bytes = new byte[broken.getRawOutputContents(i).size()];
            Arrays.fill(bytes, (byte) 0xff);
            broken.setRawOutputContents(i, ByteString.copyFrom(bytes));
        }
        for (InferOutputTensor.Builder output : broken.getOutputsBuilderList()) {
            var contents = output.getContentsBuilder();
            for (int i = 0; i < contents.getFp32ContentsCount(); i++) {
                contents.setFp32Contents(i, Float.NaN);
            }
            for (int i = 0; i < contents.getBytesContentsCount(); i++) {
                contents.setBytesContents(i, ByteString.copyFrom(new byte[] {(byte) 0xc3, (byte) 0x28}));
            }
        }
        return broken.build();
    }

    /** The shapes promise more than there is. */
    private static ModelInferResponse shortened(ModelInferResponse reply) {
        ModelInferResponse.Builder broken = reply.toBuilder();
        broken.getOutputsBuilderList().forEach(output -> output.setShape(0, output.getShape(0) + 1));
        return broken.build();
    }

    private static ModelInferResponse renamed(ModelInferResponse reply) {
        ModelInferResponse.Builder broken = reply.toBuilder();
        broken.getOutputsBuilderList().forEach(output -> output.setName("x-" + output.getName()));
        return broken.build();
    }

    /** The service, but {@link #UNREADABLE} is sent as bytes that no client can parse. */
    static ServerServiceDefinition allowedIn(
            ServerServiceDefinition service, MethodDescriptor<ModelInferRequest, ModelInferResponse> infer) {
        MethodDescriptor<ModelInferRequest, ModelInferResponse> broken = infer.toBuilder()
                .setResponseMarshaller(new Marshaller(infer.getResponseMarshaller()))
                .build();
        var rebuilt =
                ServerServiceDefinition.builder(service.getServiceDescriptor().getName());
        for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
            if (method.getMethodDescriptor().getFullMethodName().equals(infer.getFullMethodName())) {
                @SuppressWarnings("unchecked") // it is the method of that descriptor
                var known = (ServerMethodDefinition<ModelInferRequest, ModelInferResponse>) method;
                rebuilt.addMethod(broken, known.getServerCallHandler());
            } else {
                rebuilt.addMethod(method);
            }
        }
        return rebuilt.build();
    }

    private record Marshaller(MethodDescriptor.Marshaller<ModelInferResponse> proper)
            implements MethodDescriptor.Marshaller<ModelInferResponse> {
        @Override
        public InputStream stream(ModelInferResponse reply) {
            return reply.equals(UNREADABLE) ? new ByteArrayInputStream(UNREADABLE_BYTES) : proper.stream(reply);
        }

        @Override
        public ModelInferResponse parse(InputStream bytes) {
            return proper.parse(bytes);
        }
    }
}
