package io.riptide.protocol.websocket;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `Sec-WebSocket-Extensions` and picks the first offer of permessage-deflate that we can keep.
///
/// ```
///  permessage-deflate; client_max_window_bits; server_max_window_bits=10, permessage-deflate
///  └──────────────────────── one offer ───────────────────────────────┘  └──── the next ───┘
/// ```
///
/// An offer with a parameter that is unknown, twice there or out of range is declined and the next one tried; a
/// field that is no list of extensions at all fails the handshake, as RFC 6455 demands.
///
/// - **Source:** RFC 6455, 9.1; RFC 7692, 5.1 and 7.1.
final class ExtensionOffers {
    private static final String DEFLATE = "permessage-deflate";
    private static final String NO_SEPARATORS = "!#$%&'*+-.^_`|~";

    private final String text;
    private int index;

    private ExtensionOffers(String text) {
        this.text = text;
    }

    /// A parameter; `value` is null if it has none.
    record Parameter(String name, @Nullable String value) {}

    /// One extension with its parameters.
    record Offer(String name, List<Parameter> parameters) {}

    /// All offers of all fields in order, or nothing if a field does not follow the grammar.
    static Optional<List<Offer>> parse(List<String> values) {
        List<Offer> offers = new ArrayList<>();
        for (String value : values) {
            if (!new ExtensionOffers(value).readInto(offers)) {
                return Optional.empty();
            }
        }
        return Optional.of(offers);
    }

    /// Terms of the first offer of permessage-deflate that can be kept.
    static Optional<DeflateTerms> firstAcceptable(List<Offer> offers) {
        for (Offer offer : offers) {
            if (offer.name().equalsIgnoreCase(DEFLATE)) {
                Optional<DeflateTerms> terms = terms(offer);
                if (terms.isPresent()) {
                    return terms;
                }
            }
        }
        return Optional.empty();
    }

    /// Our answer: no context is kept, and the window is named if it was asked for.
    static String answer(DeflateTerms terms) {
        String window = terms.windowWasAsked() ? "; server_max_window_bits=" + terms.serverWindowBits() : "";
        return DEFLATE + "; server_no_context_takeover; client_no_context_takeover" + window;
    }

    private static Optional<DeflateTerms> terms(Offer offer) {
        Set<String> seen = new HashSet<>();
        int windowBits = DeflateTerms.WINDOW_BITS_MAX;
        boolean windowWasAsked = false;
        for (Parameter parameter : offer.parameters()) {
            String name = parameter.name().toLowerCase(Locale.ROOT);
            @Nullable String value = parameter.value();
            boolean valid = seen.add(name)
                    && switch (name) {
                        case "server_no_context_takeover", "client_no_context_takeover" -> value == null;
                        case "client_max_window_bits" -> value == null || isWindowBits(value);
                        case "server_max_window_bits" -> value != null && isWindowBits(value);
                        default -> false;
                    };
            if (!valid) {
                return Optional.empty();
            }
            if (name.equals("server_max_window_bits") && value != null) {
                windowBits = Integer.parseInt(value);
                windowWasAsked = true;
            }
        }
        return Optional.of(new DeflateTerms(windowBits, windowWasAsked));
    }

    /// A decimal from 8 to 15 without leading zeros.
    private static boolean isWindowBits(String value) {
        return switch (value) {
            case "8", "9", "10", "11", "12", "13", "14", "15" -> true;
            default -> false;
        };
    }

    private boolean readInto(List<Offer> offers) {
        while (true) {
            skipBlanks();
            if (!atEnd() && text.charAt(index) != ',') {
                if (!readOffer(offers)) {
                    return false;
                }
                skipBlanks();
            }
            if (atEnd()) {
                return true;
            }
            if (!skip(',')) {
                return false;
            }
        }
    }

    private boolean readOffer(List<Offer> offers) {
        String name = readToken();
        List<Parameter> parameters = new ArrayList<>();
        skipBlanks();
        while (!name.isEmpty() && skip(';')) {
            skipBlanks();
            String parameter = readToken();
            if (parameter.isEmpty()) {
                return false;
            }
            skipBlanks();
            @Nullable String value = null;
            if (skip('=')) {
                skipBlanks();
                value = skip('"') ? readQuoted() : readToken();
                if (value.isEmpty()) {
                    return false;
                }
                skipBlanks();
            }
            parameters.add(new Parameter(parameter, value));
        }
        offers.add(new Offer(name, parameters));
        return !name.isEmpty();
    }

    private String readToken() {
        int from = index;
        while (!atEnd() && isTokenCharacter(text.charAt(index))) {
            index++;
        }
        return text.substring(from, index);
    }

    /// What stands between the quotes, which must be a token too; empty if it is not.
    private String readQuoted() {
        StringBuilder value = new StringBuilder();
        while (!atEnd() && !skip('"')) {
            if (text.charAt(index) == '\\') {
                index++;
            }
            if (atEnd() || !isTokenCharacter(text.charAt(index))) {
                return "";
            }
            value.append(text.charAt(index++));
        }
        return text.charAt(index - 1) == '"' ? value.toString() : "";
    }

    private static boolean isTokenCharacter(char c) {
        return (c >= '0' && c <= '9')
                || (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || NO_SEPARATORS.indexOf(c) >= 0;
    }

    private boolean skip(char c) {
        if (atEnd() || text.charAt(index) != c) {
            return false;
        }
        index++;
        return true;
    }

    private void skipBlanks() {
        while (!atEnd() && (text.charAt(index) == ' ' || text.charAt(index) == '\t')) {
            index++;
        }
    }

    private boolean atEnd() {
        return index >= text.length();
    }
}
