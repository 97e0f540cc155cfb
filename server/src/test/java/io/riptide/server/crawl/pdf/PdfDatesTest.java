package io.riptide.server.crawl.pdf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PdfDatesTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "D:20240131120501+01'00',  2024-01-31T12:05:01+01:00",
                "D:20240131120501-0830,    2024-01-31T12:05:01-08:30",
                "D:20240131120501+01,      2024-01-31T12:05:01+01:00",
                "D:20240131120501Z00'00',  2024-01-31T12:05:01Z",
                "D:202401311205Z,          2024-01-31T12:05:00Z",
                "20240131,                 2024-01-31",
                "D:2024,                   2024-01-01",
                "2023-01-02T03:04:05Z,     2023-01-02T03:04:05Z",
                "yesterday,                yesterday"
            })
    void aDateBecomesIso(String written, String iso) {
        assertThat(PdfDates.iso(written)).isEqualTo(iso);
    }

    @ParameterizedTest
    @CsvSource({"D:20240131120501,2024-01-31", "20240131120501,2024-01-31"})
    void withoutAZoneOnlyTheDayIsCertain(String written, String day) {
        assertThat(PdfDates.iso(written)).isEqualTo(day);
    }
}
