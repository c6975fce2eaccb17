package dev.spillway.cascade;

import dev.spillway.core.Money;
import dev.spillway.core.Pot;
import dev.spillway.core.Time;
import java.time.Duration;

/**
 * Keeps a route's spending to a budget for an hour, and says what a unit of money must be worth for that.
 *
 * <p>Two things do it. A bucket bounds: money flows in evenly and what is not there can't be taken, so that within any hour no more
 * than the budget and one bucket is taken, which is {@value #STORE_SHARE} of the budget, or the price of the dearest call
 * where that is more. (Where a backend bills more than was set aside, the bucket goes below zero and the next calls wait for it.)
 * A price steers: it rises while more is spent than flows in and falls while less is, so that cascades move to cheaper operating points
 * before the bucket is empty. The step is that of the primal–dual method with multiplicative updates (mirror descent), log
 * λ ← log λ + η·(spent − allowed)/allowed, with a term that pulls the bucket to half full: an empty one bounds the spending, which
 * then says nothing of the demand. There is a step for each period in which money for several of the dearest calls flows in,
 * for in a shorter one the spending is only noise.
 *
 * <p>A restart forgets what was spent, and begins with an empty bucket: it can't be used to spend more. Thread-safe.
 */
public final class Pacer implements Pot {
    /** How much of an hour's budget the bucket holds. */
    static final double STORE_SHARE = 0.004;

    private static final double HOUR_NANOS = Duration.ofHours(1).toNanos();
    private static final double PERIOD_LEAST_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int DEAREST_IN_A_PERIOD = 4;
    private static final double STEP = 0.15;
    private static final double STEP_MOST = 1;
    private static final double PULL = 0.5;

    private final Time time;
    private final double picosPerNano;
    private final double storePicos;
    private final double periodNanos;
    private final Range range;

    private double levelPicos;
    private long filledNanos;
    private long periodBeganNanos;
    private double spentPicos; // in this period
    private double logPrice;
    private volatile double price;

    /** The prices between which operating points change, both more than zero. */
    public record Range(double least, double most) {
        /** Where no price changes anything. */
        public static final Range NONE = new Range(1, 1);

        public Range {
            if (!(least > 0 && most >= least && most < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("prices are more than zero, not " + least + " to " + most);
            }
        }
    }

    /**
     * A pacer with an empty bucket.
     *
     * @param perHour more than zero
     * @param dearest what the dearest call is foreseen to cost
     */
    public Pacer(Money perHour, Money dearest, Range range, Time time) {
        if (perHour.picos() <= 0) {
            throw new IllegalArgumentException("a budget is more than zero, not " + perHour);
        }
        this.time = time;
        this.picosPerNano = perHour.picos() / HOUR_NANOS;
        this.storePicos = Math.max(STORE_SHARE * perHour.picos(), (double) dearest.picos());
        this.periodNanos = Math.max(PERIOD_LEAST_NANOS, DEAREST_IN_A_PERIOD * (double) dearest.picos() / picosPerNano);
        this.range = range;
        this.filledNanos = time.nanos();
        this.periodBeganNanos = filledNanos;
        this.logPrice = Math.log(range.least);
        this.price = range.least;
    }

    @Override
    public synchronized boolean take(Money amount) {
        fill();
        if (levelPicos < amount.picos()) {
            return false;
        }
        levelPicos -= amount.picos();
        return true;
    }

    @Override
    public synchronized void settle(Money taken, Money billed) {
        fill();
        levelPicos = Math.min(storePicos, levelPicos + taken.picos() - billed.picos());
        spentPicos += billed.picos();
    }

    @Override
    public synchronized Money left() {
        fill();
        return levelPicos <= 0 ? Money.ZERO : new Money((long) levelPicos);
    }

    /** What a unit of money must be worth at this moment, in quality: at least the least of the range. */
    public double price() {
        return price;
    }

    private void fill() {
        long now = time.nanos();
        levelPicos = Math.min(storePicos, levelPicos + (now - filledNanos) * picosPerNano);
        filledNanos = now;
        double passed = now - periodBeganNanos;
        if (passed >= periodNanos) {
            adapt(passed * picosPerNano);
            periodBeganNanos = now;
            spentPicos = 0;
        }
    }

    private void adapt(double allowedPicos) {
        double over = (spentPicos - allowedPicos) / allowedPicos;
        double lacking = 1 - 2 * Math.clamp(levelPicos / storePicos, 0, 1);
        logPrice = Math.clamp(
                logPrice + STEP * Math.clamp(over + PULL * lacking, -STEP_MOST, STEP_MOST),
                Math.log(range.least),
                Math.log(range.most));
        price = Math.exp(logPrice);
    }
}
