package dev.spillway.load.crash;

import dev.spillway.load.net.FreePorts;
import dev.spillway.load.process.Directories;
import dev.spillway.load.process.GatewayProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Crash after crash of one gateway on one directory, each at a random moment: under load, shortly after it (when the log is
 * written back), or while the gateway starts. After each it is started again and its acknowledgements are accounted for.
 */
final class Crashes implements AutoCloseable {
    private static final Duration END_WITHIN = Duration.ofMinutes(3);
    private static final Duration READY_WITHIN = Duration.ofMinutes(5); // a busy machine is no loss
    private static final int REPEATED_KEYS = 100;
    private static final int IN_START_ONE_OF = 6;
    private static final int AFTER_LOAD_ONE_OF = 4;

    /**
     * What to do.
     *
     * @param lies of a hundred syncs, how many are claimed and not done before a power cut; 0 but to try the checker
     * @param within how long crashes may begin; those that are left then are left out
     */
    record Plan(int kills, int cuts, long seed, int lies, Duration within) {}

    private final Plan plan;
    private final Path work;
    private final Consumer<String> progress;
    private final Random random;
    private final int[] ports = FreePorts.find(3);
    private final CountingBackend backend = new CountingBackend();
    private final Ledger ledger;
    private final Audit audit = new Audit(backend);
    private final Path config;
    private final @Nullable PowerCut power;
    private final Tally tally = new Tally();

    Crashes(Path work, Plan plan, Consumer<String> progress) throws IOException, InterruptedException {
        this.plan = plan;
        this.work = work;
        this.progress = progress;
        this.random = new Random(plan.seed());
        this.ledger = new Ledger(work.resolve("acknowledged.txt"));
        this.config = work.resolve("spillway.yaml");
        Files.writeString(config, CrashConfig.yaml(ports[0], ports[1], ports[2], backend.port()));
        this.power = plan.cuts() == 0 ? null : new PowerCut(work.resolve("tasks"), work);
    }

    /** Runs all of it. */
    Verdict run() throws IOException, InterruptedException {
        List<Boolean> cuts = new ArrayList<>(Collections.nCopies(plan.cuts(), true));
        cuts.addAll(Collections.nCopies(plan.kills(), false));
        Collections.shuffle(cuts, random);
        rehearse();
        try {
            long end = System.nanoTime() + plan.within().toNanos();
            for (int i = 0; i < cuts.size() && System.nanoTime() - end < 0; i++) {
                crash(i, cuts.get(i));
            }
            settle(tally.crashes());
        } catch (DoesNotStart dead) {
            audit.loseAll(ledger.acknowledged(), String.valueOf(dead.getMessage()));
        }
        List<Submission> acknowledged = ledger.acknowledged();
        int again = (int) acknowledged.stream()
                .filter(one -> backend.runs(one.text()) > 1)
                .count();
        return new Verdict(tally, ledger.all().size(), acknowledged.size(), audit.lost(), audit.wrong(), again);
    }

    /** One life that ends in order, and leaves the archive of classes with which the others start faster; no store. */
    private void rehearse() throws IOException, InterruptedException {
        progress.accept("the first start");
        try (GatewayProcess gateway = launch(-1)) {
            gateway.awaitReady(READY_WITHIN);
        }
        Directories.remove(work.resolve("tasks"));
    }

    private void crash(int number, boolean cut) throws IOException, InterruptedException {
        GatewayProcess gateway = launch(cut ? plan.lies() : -1);
        try {
            if (random.nextInt(IN_START_ONE_OF) == 0) {
                Thread.sleep(random.nextLong(200, 2_500));
                tally.inStart++;
            } else {
                ready(gateway);
                underLoad(number, gateway);
            }
        } finally {
            gateway.process().kill();
        }
        ledger.sync();
        String what = "kill -9";
        if (cut) {
            int changes = power().strike(random);
            what = "power cut, " + changes + " changes were not synced";
            tally.cuts++;
            tally.cutsWithLoss += changes > 0 ? 1 : 0;
            tally.unsynced += changes;
        } else {
            tally.kills++;
        }
        progress.accept(String.format(
                "%3d/%d %s; %d acknowledged so far, %d lost",
                number + 1,
                plan.kills() + plan.cuts(),
                what,
                ledger.acknowledged().size(),
                audit.lost().size()));
    }

    private void underLoad(int number, GatewayProcess gateway) throws InterruptedException {
        try (Doors doors = new Doors(ports[0])) {
            afterRestart(doors, number);
            Load load = new Load(doors, ledger, number, random.nextLong());
            load.awaitFirst();
            Thread.sleep(random.nextLong(20, 3_000));
            boolean afterwards = random.nextInt(AFTER_LOAD_ONE_OF) == 0;
            if (afterwards) {
                audit.add(load.stop());
                Thread.sleep(random.nextLong(500, 1_500));
            }
            gateway.process().kill();
            if (!afterwards) {
                audit.add(load.stop());
            }
        }
    }

    /** Looks at all that may have changed, and sends some of the keys again. */
    private void afterRestart(Doors doors, int number) throws InterruptedException {
        Collection<Submission> open = ledger.acknowledged().stream()
                .filter(one -> !audit.isLost(one) && (!one.ended() || one.crash() >= number - 2))
                .toList();
        audit.afterRestart(doors, open);
        audit.again(
                doors,
                ledger,
                ledger.all().stream()
                        .filter(one -> !one.key().isEmpty() && one.crash() >= number - 2)
                        .sorted((a, b) -> Boolean.compare(a.isAcknowledged(), b.isAcknowledged()))
                        .limit(REPEATED_KEYS)
                        .toList());
    }

    /** After the last crash: everything comes to its end, and all of it is accounted for. */
    private void settle(int number) throws IOException, InterruptedException {
        progress.accept("the last restart: everything runs to its end");
        GatewayProcess gateway = launch(-1);
        try (gateway;
                Doors doors = new Doors(ports[0])) {
            ready(gateway);
            afterRestart(doors, number);
            long deadline = System.nanoTime() + END_WITHIN.toNanos();
            while (ledger.acknowledged().stream().anyMatch(one -> !one.ended() && !audit.isLost(one))
                    && System.nanoTime() - deadline < 0) {
                Thread.sleep(500);
                audit.afterRestart(
                        doors,
                        ledger.acknowledged().stream()
                                .filter(one -> !one.ended() && !audit.isLost(one))
                                .toList());
            }
            audit.atTheEnd(doors, ledger.acknowledged());
            Set<String> listed = doors.list();
            tally.listed = listed.size();
            audit.listed(listed, ledger.all());
        }
    }

    /**
     * Starts the gateway.
     *
     * @param lies as in the plan, before a power cut; negative before a kill
     */
    private GatewayProcess launch(int lies) throws IOException {
        Map<String, String> environment = lies < 0 ? Map.of() : power().environment(lies);
        List<String> options = List.of(
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1", // it does not live long
                "-XX:+UseSerialGC",
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + work.resolve("gateway.jsa"),
                "-Xlog:cds*=off",
                "-Xlog:aot*=off");
        return GatewayProcess.launch(config, -1, ports[2], work.resolve("gateway.log"), options, environment);
    }

    private static void ready(GatewayProcess gateway) throws InterruptedException {
        try {
            gateway.awaitReady(READY_WITHIN);
        } catch (IOException failed) {
            throw new DoesNotStart(failed);
        }
    }

    private PowerCut power() {
        if (power == null) {
            throw new IllegalStateException("there are no cuts in the plan");
        }
        return power;
    }

    @Override
    public void close() throws IOException {
        audit.close();
        backend.close();
        ledger.close();
    }

    private static final class DoesNotStart extends RuntimeException {
        private static final long serialVersionUID = 1;

        DoesNotStart(IOException cause) {
            super("after a crash the gateway does not start any more: " + cause.getMessage(), cause);
        }
    }
}
