package io.riptide.server.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Hands out the values of keys, and learns of each key by being asked for it: a section's `read` method is
/// both the declaration of its keys and the way they are read, so the two cannot differ.
///
/// A value that does not do is noted as a fault and its default handed out instead, so that one pass finds
/// every fault.
///
/// - **Threading:** one thread, at start.
/// - **Failure:** nothing is thrown for what a user wrote; a bad *declaration* (default outside its range) is
///   an assertion.
final class ConfigReader {
    private static final int LIST_ITEMS_MAX = 256;

    /// Printable ASCII: these values end up in headers, logs and socket addresses.
    private static final Pattern TEXT = Pattern.compile("[\\x20-\\x7e]{1,256}");

    private static final Pattern SHARE = Pattern.compile("0|1|0?\\.[0-9]{1,4}|1\\.0{1,4}");

    private final Map<String, ConfigEntry> entries;
    private final Map<String, ConfigValue> values = new LinkedHashMap<>();
    private final List<ConfigFault> faults = new ArrayList<>();

    /// A reader over what the sources said, at most one entry a key.
    ConfigReader(Map<String, ConfigEntry> entries) {
        this.entries = entries;
    }

    /// Every key asked for so far with its effective value, in the order asked.
    Map<String, ConfigValue> values() {
        return values;
    }

    /// What was wrong with the values handed out so far.
    List<ConfigFault> faults() {
        return faults;
    }

    String text(String name, String otherwise, String meaning) {
        var key = new ConfigKey(
                name, ConfigKey.Kind.TEXT, otherwise, "1 to 256 printable ASCII characters", meaning, false);
        return read(key, ConfigReader::printable, value -> value);
    }

    /// A text that may be left out, or be empty, which says the same.
    Optional<String> optionalText(String name, String meaning) {
        var key = new ConfigKey(name, ConfigKey.Kind.TEXT, "", "1 to 256 printable ASCII characters", meaning, false);
        String text = read(
                key,
                value -> Optional.of(value)
                        .filter(given -> given.isEmpty() || printable(given).isPresent()),
                value -> value);
        return Optional.of(text).filter(given -> !given.isEmpty());
    }

    /// A text that is never shown again, neither by `config print` nor in a fault; empty when nobody set it.
    Optional<String> secret(String name, String meaning) {
        return secretOf(name, ConfigReader::printable, "1 to 256 printable ASCII characters", meaning);
    }

    /// What `parse` makes of a text that is never shown again, not even when `parse` makes nothing of it.
    <T> Optional<T> secretOf(String name, Function<String, Optional<T>> parse, String allowed, String meaning) {
        var key = new ConfigKey(name, ConfigKey.Kind.TEXT, "", allowed, meaning, true);
        String text = read(
                key,
                value -> Optional.of(value)
                        .filter(given -> given.isEmpty() || parse.apply(given).isPresent()),
                value -> value);
        return text.isEmpty() ? Optional.empty() : parse.apply(text);
    }

    boolean flag(String name, boolean otherwise, String meaning) {
        var key =
                new ConfigKey(name, ConfigKey.Kind.SWITCH, Boolean.toString(otherwise), "true, false", meaning, false);
        return read(key, ConfigReader::truth, value -> Boolean.toString(value));
    }

    <E extends Enum<E>> E choice(String name, E otherwise, String meaning) {
        E[] choices = otherwise.getDeclaringClass().getEnumConstants();
        String allowed = Stream.of(choices).map(ConfigReader::word).collect(Collectors.joining(", "));
        var key = new ConfigKey(name, ConfigKey.Kind.CHOICE, word(otherwise), allowed, meaning, false);
        return read(
                key,
                text -> Stream.of(choices)
                        .filter(choice -> word(choice).equals(text.strip().toLowerCase(Locale.ROOT)))
                        .findFirst(),
                ConfigReader::word);
    }

    int integer(String name, int otherwise, int min, int max, String meaning) {
        return Math.toIntExact(count(name, otherwise, min, max, meaning));
    }

    long count(String name, long otherwise, long min, long max, String meaning) {
        var key = new ConfigKey(
                name, ConfigKey.Kind.NUMBER, Long.toString(otherwise), min + " to " + max, meaning, false);
        return read(key, text -> within(whole(text), min, max), value -> Long.toString(value));
    }

    /// A part of a whole, from 0 to 1 with at most four decimals.
    double share(String name, String otherwise, String meaning) {
        var key = new ConfigKey(name, ConfigKey.Kind.NUMBER, otherwise, "0 to 1", meaning, false);
        return read(
                key,
                text -> Optional.of(text.strip())
                        .filter(digits -> SHARE.matcher(digits).matches())
                        .map(Double::parseDouble),
                value -> BigDecimal.valueOf(value).stripTrailingZeros().toPlainString());
    }

    /// A size that fits an `int`, as all that bounds a single buffer must.
    int bytes(String name, String otherwise, String min, String max, String meaning) {
        return Math.toIntExact(bytesLong(name, otherwise, min, max, meaning));
    }

    long bytesLong(String name, String otherwise, String min, String max, String meaning) {
        long least = ByteSize.parse(min).orElseThrow();
        long most = ByteSize.parse(max).orElseThrow();
        var key = new ConfigKey(name, ConfigKey.Kind.SIZE, otherwise, min + " to " + max, meaning, false);
        return read(key, text -> within(ByteSize.parse(text), least, most), ByteSize::format);
    }

    Duration duration(String name, String otherwise, String min, String max, String meaning) {
        Duration least = TimeSpan.parse(min).orElseThrow();
        Duration most = TimeSpan.parse(max).orElseThrow();
        var key = new ConfigKey(name, ConfigKey.Kind.DURATION, otherwise, min + " to " + max, meaning, false);
        return read(
                key,
                text -> TimeSpan.parse(text).filter(span -> span.compareTo(least) >= 0 && span.compareTo(most) <= 0),
                TimeSpan::format);
    }

    /// A list whose default is empty and whose items all match `form`, which `item` puts into words.
    List<String> list(String name, Pattern form, String item, String meaning) {
        String allowed = "at most " + LIST_ITEMS_MAX + " of " + item;
        var key = new ConfigKey(name, ConfigKey.Kind.LIST, "", allowed, meaning, false);
        ConfigEntry entry = entries.get(name);
        List<String> items = entry == null ? List.of() : items(entry);
        List<String> refused =
                items.stream().filter(text -> !form.matcher(text).matches()).toList();
        if (entry != null && (items.size() > LIST_ITEMS_MAX || !refused.isEmpty())) {
            String which = refused.isEmpty() ? items.size() + " items" : quoted(refused.getFirst());
            fault(entry, key, which + " will not do; " + allowed + ", separated by commas");
            items = List.of();
        }
        note(key, String.join(", ", items), entry);
        return items;
    }

    /// A list as such, or one text cut at its commas, which is all the environment can say.
    private static List<String> items(ConfigEntry entry) {
        Stream<String> items =
                entry.isList() ? entry.items().stream() : Stream.of(entry.text().split(",", -1));
        return items.map(String::strip)
                .filter(item -> !item.isEmpty())
                .distinct()
                .toList();
    }

    private <T> T read(ConfigKey key, Function<String, Optional<T>> parse, Function<T, String> format) {
        Optional<T> otherwise = parse.apply(key.defaultText());
        assert otherwise.isPresent() : key + " has a default it would refuse";
        ConfigEntry entry = entries.get(key.name());
        Optional<T> value = entry == null || entry.isList() ? Optional.empty() : parse.apply(entry.text());
        if (entry != null && value.isEmpty()) {
            String written = entry.isList() ? "a list" : quoted(key.isSecret() ? "***" : entry.text());
            fault(entry, key, written + " is no " + key.kind().word() + " it takes; allowed: " + key.allowed());
        }
        T effective = value.orElseGet(otherwise::orElseThrow);
        note(key, format.apply(effective), entry);
        return effective;
    }

    private void note(ConfigKey key, String text, @Nullable ConfigEntry entry) {
        var origin = entry == null ? new ConfigOrigin.Declared() : entry.origin();
        var previous = values.put(key.name(), new ConfigValue(key, text, origin));
        assert previous == null : key.name() + " is declared twice";
    }

    private void fault(ConfigEntry entry, ConfigKey key, String problem) {
        faults.add(new ConfigFault(entry.origin().toString(), key.name(), problem));
    }

    private static Optional<String> printable(String text) {
        return Optional.of(text).filter(value -> TEXT.matcher(value).matches() && !value.isBlank());
    }

    private static Optional<Boolean> truth(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static OptionalLong whole(String text) {
        String digits = text.strip().replace("_", "");
        return digits.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(digits)) : OptionalLong.empty();
    }

    private static Optional<Long> within(OptionalLong number, long min, long max) {
        return number.isPresent() && number.getAsLong() >= min && number.getAsLong() <= max
                ? Optional.of(number.getAsLong())
                : Optional.empty();
    }

    private static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    /// The text as it stands in a message: short, and on one line.
    private static String quoted(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return "\"" + (line.length() > 60 ? line.substring(0, 57) + "..." : line) + "\"";
    }
}
