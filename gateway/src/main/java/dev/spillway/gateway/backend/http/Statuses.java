package dev.spillway.gateway.backend.http;

import dev.spillway.core.Failure;
import java.util.regex.Pattern;

/** What the status codes of a service mean to us. */
public final class Statuses {
    /** How servers say with 503 that they have too much to do. */
    private static final Pattern OVERLOAD = Pattern.compile(
            "overload|back-?pressure|too many requests|too busy|queue (is )?full|queue limit|rate.?limit|throttl"
                    + "|no slot available|at capacity|capacity exceeded",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern LOADING = Pattern.compile(
            "^loading model\\b|^(the )?model\\b.{0,200}\\b(not (yet )?(ready|loaded)|(is|still) loading)\\b",
            Pattern.CASE_INSENSITIVE);

    private Statuses() {}

    static boolean isAnswer(int status) {
        return status >= 200 && status < 300;
    }

    /**
     * Why a status is no answer.
     *
     * @param saysWhen whether the reply says when to come back: with it 503 speaks of load, without it of trouble, unless its
     *     words say otherwise
     */
    public static Failure failure(int status, boolean saysWhen, ErrorReply error) {
        return switch (status) {
            case 408, 499, 504 -> Failure.TIMED_OUT;
            case 413 -> Failure.TOO_LARGE;
            case 429, 529 -> Failure.THROTTLED;
            case 503 -> unavailable(saysWhen, error);
            case 424 -> Failure.BACKEND_ERROR; // SageMaker, Bedrock, Azure: the model failed
            case 501 -> Failure.NOT_READY; // the method is not implemented there, as UNIMPLEMENTED over gRPC
            default -> {
                if (status >= 400 && status < 500) {
                    yield Failure.REJECTED;
                }
                yield status >= 500 && status < 600 ? Failure.BACKEND_ERROR : Failure.BAD_REPLY;
            }
        };
    }

    private static Failure unavailable(boolean saysWhen, ErrorReply error) {
        if (LOADING.matcher(error.text()).find()) {
            return Failure.NOT_READY; // it may say when, too
        }
        boolean saysOverload = OVERLOAD.matcher(error.word()).find()
                || OVERLOAD.matcher(error.text()).find();
        return saysWhen || saysOverload ? Failure.THROTTLED : Failure.BACKEND_ERROR;
    }
}
