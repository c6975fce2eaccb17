package dev.spillway.load.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A child process with its output in a file, ended with its parent. */
public final class Child implements AutoCloseable {
    private static final long TICKS_PER_SECOND = 100; // what Linux shows in /proc, whatever the kernel's own rate
    private static final long MICROS_PER_TICK = 1_000_000 / TICKS_PER_SECOND;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String name;
    private final Process process;
    private final Path output;

    private Child(String name, Process process, Path output) {
        this.name = name;
        this.process = process;
        this.output = output;
    }

    /**
     * Starts a command.
     *
     * @param core the processor that it may use; negative for any
     * @param output where it prints to
     */
    public static Child start(String name, int core, Path output, List<String> command) throws IOException {
        return start(name, core, output, command, Map.of());
    }

    /** Starts a command with more in its environment. */
    public static Child start(String name, int core, Path output, List<String> command, Map<String, String> environment)
            throws IOException {
        List<String> whole = new ArrayList<>();
        if (core >= 0) {
            whole.addAll(List.of("taskset", "-c", String.valueOf(core)));
        }
        whole.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(whole).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        Child child = new Child(name, process, output);
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "end " + name));
        return child;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it printed so far. */
    public String printed() {
        try {
            return Files.readString(output);
        } catch (IOException cause) {
            return "its output can't be read: " + cause.getMessage();
        }
    }

    /** Its memory that is in RAM, in bytes. */
    public long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow(() -> new IOException(this + " has no memory any more"));
    }

    /** Ends it with SIGKILL, which it does not see coming; returns when it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** The CPU time that it and its children have used, in microseconds, in steps of ten milliseconds. */
    public long cpuMicros() throws IOException {
        long ticks = ticks(process.pid());
        for (ProcessHandle one : process.descendants().toList()) {
            ticks += ticks(one.pid());
        }
        return ticks * MICROS_PER_TICK;
    }

    private static long ticks(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[11])
                + Long.parseLong(fields[12]); // utime and stime: fields 14 and 15 of the whole
    }

    /** Ends it in order, and by force where it doesn't. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return name + " (process " + process.pid() + ")";
    }
}
