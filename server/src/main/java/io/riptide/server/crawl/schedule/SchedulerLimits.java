package io.riptide.server.crawl.schedule;

/// The bounds of a [FetchScheduler].
///
/// @param fetchesMax requests under way in all
/// @param perHostMax requests under way to one host
/// @param hostDelayNs from the start of one request to a host to the start of the next, at least
/// @param crawlDelayMaxNs of what a robots.txt asks for, so much is kept
/// @param hostsMax hosts whose pace is remembered while nobody asks for them
public record SchedulerLimits(int fetchesMax, int perHostMax, long hostDelayNs, long crawlDelayMaxNs, int hostsMax) {
    public SchedulerLimits {
        require("fetchesMax", fetchesMax, 1);
        require("perHostMax", perHostMax, 1);
        require("hostDelayNs", hostDelayNs, 0);
        require("crawlDelayMaxNs", crawlDelayMaxNs, 0);
        require("hostsMax", hostsMax, 1);
    }

    private static void require(String name, long value, long min) {
        if (value < min) {
            throw new IllegalArgumentException(name + "=" + value + ", at least " + min);
        }
    }
}
