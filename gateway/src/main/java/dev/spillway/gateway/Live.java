package dev.spillway.gateway;

import dev.spillway.gateway.config.ConfigProblem;
import dev.spillway.gateway.config.check.Digests;
import dev.spillway.gateway.config.load.ConfigChanges;
import dev.spillway.gateway.edge.Intake;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The assembly that new calls begin with. A reload puts another one in its place at once and whole, or, where anything is
 * wrong with it, not at all; a call keeps to the one that it began with.
 */
final class Live {
    private final Assembler assembler;
    private final DurableQueue queue;
    private volatile Assembly current;
    private Map<Path, String> tried;

    Live(Assembler assembler, DurableQueue queue, Assembly first) {
        this.assembler = assembler;
        this.queue = queue;
        this.current = first;
        this.tried = first.files();
        assembler.shared().settle(first.config());
    }

    Assembly current() {
        return current;
    }

    Intake.State state() {
        return current.state();
    }

    /**
     * What became of a reload.
     *
     * @param problems why it did not take effect; empty where it did
     * @param needRestart the paths whose change waits for a restart
     */
    record Reloaded(List<ConfigProblem> problems, List<String> needRestart) {}

    /**
     * Whether a file of the configuration differs from when it was last tried; one that can't be read just now does not. Reads
     * files: not on an event loop.
     */
    synchronized boolean isChanged() {
        for (Map.Entry<Path, String> file : tried.entrySet()) {
            String now = Digests.of(file.getKey());
            if (now != null && !now.equals(file.getValue())) {
                return true;
            }
        }
        return false;
    }

    /** Reads the configuration anew. Reads files: not on an event loop. */
    synchronized Reloaded reload() {
        Assembly before = current;
        Assembler.Assembled assembled = assembler.assemble(before.backends(), _ -> queue.acceptance());
        tried = assembled.files();
        Assembly next = assembled.assembly();
        if (next == null) {
            return new Reloaded(assembled.problems(), List.of());
        }
        current = next;
        queue.arrange(next.tasks());
        before.backends().retireFor(next.backends());
        assembler.shared().settle(next.config());
        return new Reloaded(List.of(), ConfigChanges.needingRestart(before.config(), next.config()));
    }
}
