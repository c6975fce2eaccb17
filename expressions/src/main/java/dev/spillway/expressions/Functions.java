package dev.spillway.expressions;

import dev.cel.common.CelErrorCode;
import dev.cel.common.CelOptions;
import dev.cel.common.exceptions.CelRuntimeException;
import dev.cel.extensions.CelExtensions;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelEvaluationExceptionBuilder;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import dev.cel.runtime.CelInternalRuntimeLibrary;
import dev.cel.runtime.CelRuntimeBuilder;
import dev.cel.runtime.CelRuntimeLibrary;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.InternalCelFunctionBinding;
import dev.cel.runtime.RuntimeEquality;
import dev.cel.runtime.RuntimeHelpers;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every function and operator of the language, each of which charges the meter before it works. */
final class Functions {
    private Functions() {}

    /** Those of the library with their {@link Prices}, and ours in place of those that don't work in linear time. */
    static List<CelFunctionBinding> metered(CelOptions options, Texts texts) {
        Map<String, CelFunctionBinding> metered = new LinkedHashMap<>();
        MixedArithmetic.bindings().forEach(ours -> metered.put(ours.getOverloadId(), charging(ours, Prices.CONSTANT)));
        texts.bindings().forEach(ours -> metered.put(ours.getOverloadId(), charging(ours, Prices.CONSTANT)));
        for (CelFunctionBinding theirs : library(options)) {
            metered.computeIfAbsent(theirs.getOverloadId(), id -> {
                if (!theirs.isStrict()) {
                    return theirs; // of no use but to hide failures: the steps are charged
                }
                Prices.Price price = Prices.of(id, theirs.getArgTypes());
                if (price == null) {
                    throw new IllegalStateException("the function " + id + " of the expression library has no price");
                }
                return charging(theirs, price);
            });
        }
        return List.copyOf(metered.values());
    }

    @SuppressWarnings("Immutable") // the library wants pure functions; the meter is that of the evaluation
    private static CelFunctionBinding charging(CelFunctionBinding function, Prices.Price price) {
        CelFunctionOverload definition = function.getDefinition();
        return CelFunctionBinding.from(function.getOverloadId(), function.getArgTypes(), args -> {
            Meter meter = Meter.current();
            try {
                price.charge(meter, args);
                return definition.apply(args);
            } catch (CelRuntimeException failure) {
                inMessage(meter, args);
                throw failure;
            } catch (RuntimeException failure) {
                // the runtime would write the arguments into a message that no one sees
                throw CelEvaluationExceptionBuilder.newBuilder("a function can't be applied to these values")
                        .setErrorCode(CelErrorCode.INVALID_ARGUMENT)
                        .build();
            } catch (CelEvaluationException failure) {
                inMessage(meter, args);
                throw failure;
            }
        });
    }

    /** Messages of failures hold arguments. */
    private static void inMessage(Meter meter, Object[] args) {
        for (Object arg : args) {
            Weight.asMessage(meter, arg);
        }
    }

    private static List<CelFunctionBinding> library(CelOptions options) {
        RuntimeEquality equality = RuntimeEquality.create(RuntimeHelpers.create(), options);
        List<CelFunctionBinding> all =
                new ArrayList<>(CelStandardFunctions.newBuilder().build().newFunctionBindings(equality, options));
        CelRuntimeBuilder collecting = collecting(all);
        for (Object library : List.of(CelExtensions.optional(), CelExtensions.strings(), CelExtensions.math())) {
            switch (library) {
                case CelInternalRuntimeLibrary internal -> internal.setRuntimeOptions(collecting, equality, options);
                case CelRuntimeLibrary extension -> extension.setRuntimeOptions(collecting);
                default -> throw new IllegalStateException("no library of functions: " + library);
            }
        }
        // checked expressions name overloads; what is named like its function is for others
        all.removeIf(one -> one instanceof InternalCelFunctionBinding named
                && named.getFunctionName().equals(one.getOverloadId()));
        return all;
    }

    /** The libraries only tell a builder what functions they have. */
    private static CelRuntimeBuilder collecting(List<CelFunctionBinding> into) {
        return (CelRuntimeBuilder) Proxy.newProxyInstance(
                Functions.class.getClassLoader(), new Class<?>[] {CelRuntimeBuilder.class}, (builder, method, args) -> {
                    if (!method.getName().equals("addFunctionBindings")) {
                        throw new IllegalStateException(
                                "an expression library wants " + method + ", which is not metered");
                    }
                    Iterable<?> given = args[0] instanceof Object[] many ? List.of(many) : (Iterable<?>) args[0];
                    given.forEach(one -> into.add((CelFunctionBinding) one));
                    return builder;
                });
    }
}
