package io.riptide.server.crawl.extract;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the dates of publication that pages declare.
///
/// A time with a zone becomes an RFC 3339 time; one without is some hour of an unknown place, so only its date
/// is kept. Anything else, and any date before the web or far ahead, is no date.
final class PageDates {
    private static final int YEAR_MIN = 1990;
    private static final int YEAR_MAX = 2100;
    private static final int CHARS_MAX = 64;

    /// Date, then optionally a time of day with optional seconds and fraction, then optionally a zone.
    private static final Pattern ISO = Pattern.compile(
            "(\\d{4})(?:[-/.](?=\\d{1,2}[-/.])|(?=\\d{4}))(\\d{1,2})[-/.]?(\\d{1,2})(?:[T ](\\d{2}):?(\\d{2})(?::?(\\d{2})(?:[.,]\\d{1,9})?)?\\s?(Z|[+-]\\d{2}:?\\d{2})?)?.*",
            Pattern.CASE_INSENSITIVE);

    /// `March 5, 2021` and `5 March 2021`, with or without a time after it.
    private static final Pattern WORDS = Pattern.compile(
            "(?:([A-Z]{3,9})\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?,?|(\\d{1,2})(?:st|nd|rd|th)?\\.?\\s+([A-Z]{3,9})\\.?,?)"
                    + "\\s+(\\d{4})\\b.*",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern ZONE_END = Pattern.compile("(?:GMT|[+-]\\d{4})$");

    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

    private PageDates() {}

    /// The date that `declared` gives, if it is one.
    static Optional<String> read(String declared) {
        String text = declared.strip();
        if (text.isEmpty() || text.length() > CHARS_MAX) {
            return Optional.empty();
        }
        try {
            Matcher iso = ISO.matcher(text);
            if (iso.matches()) {
                return Optional.of(isoDate(iso)).filter(PageDates::isPlausible);
            }
            Matcher words = WORDS.matcher(text);
            return words.matches() && !ZONE_END.matcher(text).find() ? wordDate(words) : mailDate(text);
        } catch (DateTimeException notADate) {
            // Pages write all kinds of things here; one that is no date is as good as none.
            return Optional.empty();
        }
    }

    private static String isoDate(Matcher iso) {
        LocalDate date = LocalDate.of(number(iso, 1), number(iso, 2), number(iso, 3));
        String zone = iso.group(7);
        if (iso.group(4) == null || zone == null) {
            return date.toString();
        }
        int seconds = iso.group(6) == null ? 0 : number(iso, 6);
        LocalDateTime time = date.atTime(number(iso, 4), number(iso, 5), seconds);
        String offset = zone.equalsIgnoreCase("Z") || zone.contains(":")
                ? zone
                : zone.substring(0, 3) + ':' + zone.substring(3);
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                OffsetDateTime.of(time, java.time.ZoneOffset.of(offset.toUpperCase(Locale.ROOT))));
    }

    private static int number(Matcher iso, int group) {
        return Integer.parseInt(iso.group(group));
    }

    private static Optional<String> wordDate(Matcher words) {
        boolean isMonthFirst = words.group(1) != null;
        String name = words.group(isMonthFirst ? 1 : 4).substring(0, 3).toLowerCase(Locale.ROOT);
        int day = number(words, isMonthFirst ? 2 : 3);
        int month = MONTHS.indexOf(name) + 1;
        return Optional.of(LocalDate.of(number(words, 5), month, day).toString())
                .filter(PageDates::isPlausible);
    }

    private static Optional<String> mailDate(String text) {
        OffsetDateTime time = OffsetDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
        return Optional.of(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time)).filter(PageDates::isPlausible);
    }

    private static boolean isPlausible(String date) {
        int year = Integer.parseInt(date.substring(0, 4));
        return year >= YEAR_MIN && year <= YEAR_MAX;
    }
}
