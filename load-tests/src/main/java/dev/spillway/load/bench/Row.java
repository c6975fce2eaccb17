package dev.spillway.load.bench;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One line of the comparison: medians over the rounds. Latencies are what a request takes more than the same one sent to the
 * backend directly.
 *
 * @param requestsPerSecond with many in flight
 * @param cpuMicros CPU time of the process between client and backend, for each request; 0 where there is none
 * @param addedP50Micros one request in flight
 * @param addedP99Micros one request in flight
 * @param halfP50Micros at half the rate of the slowest one
 * @param halfP99Micros at half the rate of the slowest one
 */
record Row(
        @JsonProperty("name") String name,
        @JsonProperty("requests_per_second") double requestsPerSecond,
        @JsonProperty("cpu_us_per_request") double cpuMicros,
        @JsonProperty("added_p50_us") double addedP50Micros,
        @JsonProperty("added_p99_us") double addedP99Micros,
        @JsonProperty("half_load_added_p50_us") double halfP50Micros,
        @JsonProperty("half_load_added_p99_us") double halfP99Micros) {}
