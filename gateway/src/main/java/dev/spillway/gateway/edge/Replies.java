package dev.spillway.gateway.edge;

import com.google.protobuf.Duration;
import dev.spillway.core.Call;
import dev.spillway.core.Confidence;
import dev.spillway.core.Entry;
import dev.spillway.core.FollowUp;
import dev.spillway.core.Money;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Source;
import dev.spillway.proto.v1.BackendSource;
import dev.spillway.proto.v1.BranchSource;
import dev.spillway.proto.v1.BudgetReport;
import dev.spillway.proto.v1.CacheSource;
import dev.spillway.proto.v1.Cost;
import dev.spillway.proto.v1.ExecuteResponse;
import dev.spillway.proto.v1.FlowSource;
import dev.spillway.proto.v1.Quality;
import dev.spillway.proto.v1.RuleSource;
import dev.spillway.proto.v1.StepReport;
import java.util.List;

/** The reply to a call: its answer, and the view of its journal that the contract gives. */
public final class Replies {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private Replies() {}

    /**
     * The reply as things stand; the journal may still run. On the call's event loop.
     *
     * @param grantedNanos the time from arrival to deadline
     */
    public static ExecuteResponse of(Call call, Outcome.Answer answer, long grantedNanos) {
        ExecuteResponse.Builder reply =
                begun(call, grantedNanos).setQuality(quality(answer.quality())).setSource(source(answer.source()));
        switch (answer.payload()) {
            case Payload.Whole whole -> reply.setAnswer(Structs.struct(whole.fields()));
            case Payload.Stream _ -> throw new IllegalArgumentException("a reply holds a whole answer, not a stream");
        }
        if (answer.confidence() instanceof Confidence.Known known) {
            reply.setConfidence(known.value());
        }
        followUp(reply, answer.followUp());
        steps(reply, call);
        return reply.build();
    }

    /** The reply that holds only a handle. On the call's event loop. */
    public static ExecuteResponse of(Call call, Outcome.Deferred deferred, long grantedNanos) {
        ExecuteResponse.Builder reply = begun(call, grantedNanos);
        reply.setFollowUp(dev.spillway.proto.v1.FollowUp.newBuilder()
                .setKind(dev.spillway.proto.v1.FollowUp.Kind.KIND_BETTER)
                .setHandle(deferred.handle().value())
                .setConfirmed(deferred.confirmed()));
        steps(reply, call);
        return reply.build();
    }

    private static ExecuteResponse.Builder begun(Call call, long grantedNanos) {
        return ExecuteResponse.newBuilder()
                .setRequestId(call.request().id())
                .setBudget(BudgetReport.newBuilder()
                        .setGranted(duration(grantedNanos))
                        .setUsed(duration(call.journal().sinceBeginning())))
                .setCost(cost(call.purse().spent()));
    }

    private static void steps(ExecuteResponse.Builder reply, Call call) {
        List<Entry> entries = call.journal().entries();
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).kind() != Entry.Kind.ROUTE) {
                reply.addSteps(step(entries.get(i)));
            }
        }
    }

    /** A duration of at least zero. */
    public static Duration duration(long nanos) {
        return Duration.newBuilder()
                .setSeconds(nanos / NANOS_PER_SECOND)
                .setNanos((int) (nanos % NANOS_PER_SECOND))
                .build();
    }

    private static StepReport step(Entry entry) {
        StepReport.Builder step = StepReport.newBuilder()
                .setStep(entry.path())
                .setKind(kind(entry.kind()))
                .setStatus(status(entry.status()))
                .setReason(entry.reason())
                .setDetail(entry.detail())
                .setStart(duration(entry.startNanos()))
                .setGranted(duration(entry.grantedNanos()))
                .setUsed(duration(entry.usedNanos()));
        if (entry.confidence() instanceof Confidence.Known known) {
            step.setConfidence(known.value());
        }
        if (entry.rawConfidence() instanceof Confidence.Known known) {
            step.setRawConfidence(known.value());
        }
        if (!Double.isNaN(entry.threshold())) {
            step.setThreshold(entry.threshold());
        }
        if (entry.cost().picos() != 0) {
            step.setCost(cost(entry.cost()));
        }
        if (entry.kind() == Entry.Kind.BACKEND && entry.source() instanceof Source.Backend backend) {
            step.setBackend(backend(backend));
        }
        return step.build();
    }

    static dev.spillway.proto.v1.Source source(Source source) {
        dev.spillway.proto.v1.Source.Builder told = dev.spillway.proto.v1.Source.newBuilder();
        switch (source) {
            case Source.Backend backend -> told.setBackend(backend(backend));
            case Source.Flow flow -> {
                FlowSource.Builder branches = FlowSource.newBuilder();
                flow.branches()
                        .forEach((name, one) -> branches.addBranches(
                                BranchSource.newBuilder().setBranch(name).setSource(source(one))));
                told.setFlow(branches);
            }
            case Source.Rule rule ->
                told.setRule(RuleSource.newBuilder()
                        .setRuleSet(rule.ruleSet())
                        .setVersion(rule.version())
                        .setRule(rule.rule())
                        .setExplanation(rule.explanation()));
            case Source.Cache cache ->
                told.setCache(CacheSource.newBuilder()
                        .setOriginal(source(cache.original()))
                        .setAge(duration(cache.age().toNanos())));
        }
        return told.build();
    }

    private static BackendSource backend(Source.Backend backend) {
        return BackendSource.newBuilder()
                .setBackend(backend.backend())
                .setModel(backend.model())
                .setVersion(backend.version())
                .setTier(backend.tier())
                .build();
    }

    private static void followUp(ExecuteResponse.Builder reply, FollowUp followUp) {
        switch (followUp) {
            case FollowUp.None _ -> {}
            case FollowUp.Wanted wanted ->
                reply.setFollowUp(dev.spillway.proto.v1.FollowUp.newBuilder()
                        .setKind(kind(wanted.kind()))
                        .setReason(wanted.reason()));
            case FollowUp.Promised promised ->
                reply.setFollowUp(dev.spillway.proto.v1.FollowUp.newBuilder()
                        .setKind(kind(promised.kind()))
                        .setReason(promised.reason())
                        .setHandle(promised.handle().value())
                        .setConfirmed(promised.confirmed()));
        }
    }

    static Cost cost(Money money) {
        return Cost.newBuilder().setPicos(money.picos()).build();
    }

    private static dev.spillway.proto.v1.FollowUp.Kind kind(FollowUp.Kind kind) {
        return switch (kind) {
            case BETTER -> dev.spillway.proto.v1.FollowUp.Kind.KIND_BETTER;
            case PERSON -> dev.spillway.proto.v1.FollowUp.Kind.KIND_PERSON;
        };
    }

    static Quality quality(dev.spillway.core.Quality quality) {
        return switch (quality) {
            case FULL -> Quality.QUALITY_FULL;
            case PARTIAL -> Quality.QUALITY_PARTIAL;
            case DEGRADED -> Quality.QUALITY_DEGRADED;
        };
    }

    private static StepReport.Kind kind(Entry.Kind kind) {
        return switch (kind) {
            case ROUTE -> StepReport.Kind.KIND_ROUTE;
            case BRANCH -> StepReport.Kind.KIND_BRANCH;
            case TIER -> StepReport.Kind.KIND_TIER;
            case BACKEND -> StepReport.Kind.KIND_BACKEND;
            case RULES -> StepReport.Kind.KIND_RULES;
            case CACHE -> StepReport.Kind.KIND_CACHE;
            case OFFLOAD -> StepReport.Kind.KIND_OFFLOAD;
        };
    }

    private static StepReport.Status status(Entry.Status status) {
        return switch (status) {
            case ANSWERED -> StepReport.Status.STATUS_ANSWERED;
            case RUNNING, LATE -> StepReport.Status.STATUS_LATE;
            case CANCELLED -> StepReport.Status.STATUS_CANCELLED;
            case REFUSED -> StepReport.Status.STATUS_REFUSED;
            case FAILED -> StepReport.Status.STATUS_FAILED;
            case SKIPPED -> StepReport.Status.STATUS_SKIPPED;
            case DEFERRED -> StepReport.Status.STATUS_DEFERRED;
        };
    }
}
