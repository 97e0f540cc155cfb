package io.riptide.server.stream;

import java.util.List;

/// The live streams that were asked for.
///
/// @param reports at most as many as were asked for, the one for which most waits first
/// @param matching how many there were on the loops that answered
/// @param loops event loops asked
/// @param unanswered those that did not answer in time
public record StreamSurvey(List<StreamReport> reports, long matching, int loops, List<String> unanswered) {}
