package io.riptide.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes a report's files.
public final class ReportFolder {
    private ReportFolder() {}

    /// Writes `report.json` and `report.html`; returns the page.
    public static Path write(Path folder, BenchReport report) throws IOException {
        Files.writeString(folder.resolve("report.json"), JsonReport.document(report));
        return Files.writeString(folder.resolve("report.html"), Html.of(report));
    }
}
