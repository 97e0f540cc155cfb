package io.riptide.server.crawl.pdf;

import java.time.Duration;

/// Bounds of the reading of one PDF.
///
/// With [#STANDARD] a file of up to 12 MiB is read in a heap of 256 MiB, the file itself and the document that is
/// made of it included: `PdfMemoryTest` reads some fifty hostile ones in a process that has no more. What holds
/// that, beside the sizes here, are the counts of [PdfBudget], since two bytes of a file can ask for an object of
/// a hundred. Closest to it is a file of nothing but beginnings of objects, whose search for lost ones only the
/// time ends.
///
/// @param pagesMax pages read; the rest is left out
/// @param bytesMax size of a file; a larger one is refused
/// @param textCharsMax characters kept of the text; the rest is left out
/// @param streamBytesMax decoded size of one stream of the file, which is cut there; the streams in use at once
///     get twice that together
/// @param timeMax time for everything; what is read by then is the document
public record PdfLimits(int pagesMax, int bytesMax, int textCharsMax, int streamBytesMax, Duration timeMax) {
    /// 500 pages, 32 MiB of file, 5 Mi characters, 16 MiB a stream, 10 seconds.
    public static final PdfLimits STANDARD = new PdfLimits(500, 32 << 20, 5 << 20, 16 << 20, Duration.ofSeconds(10));

    /// Refuses bounds below one.
    public PdfLimits {
        if (pagesMax < 1 || bytesMax < 1 || textCharsMax < 1 || streamBytesMax < 1 || !timeMax.isPositive()) {
            throw new IllegalArgumentException("pagesMax=" + pagesMax + " bytesMax=" + bytesMax + " textCharsMax="
                    + textCharsMax + " streamBytesMax=" + streamBytesMax + " timeMax=" + timeMax);
        }
    }
}
