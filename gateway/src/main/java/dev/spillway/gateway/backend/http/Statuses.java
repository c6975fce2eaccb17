package dev.spillway.gateway.backend.http;

import dev.spillway.core.Failure;

/** What the status codes of a service mean to us. */
public final class Statuses {
    private Statuses() {}

    static boolean isAnswer(int status) {
        return status >= 200 && status < 300;
    }

    /**
     * Why a status is no answer.
     *
     * @param saysWhen whether the reply says when to come back: with it 503 speaks of load, without it of trouble
     */
    public static Failure failure(int status, boolean saysWhen) {
        return switch (status) {
            case 408, 499, 504 -> Failure.TIMED_OUT;
            case 429, 529 -> Failure.THROTTLED;
            case 503 -> saysWhen ? Failure.THROTTLED : Failure.BACKEND_ERROR;
            case 424 -> Failure.BACKEND_ERROR; // SageMaker, Bedrock, Azure: the model failed
            case 501 -> Failure.REJECTED; // there is no such model or method
            default -> {
                if (status >= 400 && status < 500) {
                    yield Failure.REJECTED;
                }
                yield status >= 500 && status < 600 ? Failure.BACKEND_ERROR : Failure.BAD_REPLY;
            }
        };
    }
}
