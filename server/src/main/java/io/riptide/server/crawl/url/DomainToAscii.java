package io.riptide.server.crawl.url;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/// A domain as DNS takes it: every label lower-case ASCII, those of other scripts as `xn--` and Punycode.
///
/// ASCII domains are only lowered, also where an `xn--` label in them is malformed: the standard has it so, and
/// DNS will not know such a name. For the others: map, compose, split, check each label, encode.
///
/// - **Threading:** any thread.
/// - **Bounds:** ASCII linear; others at most [#UNICODE_CHARACTERS_MAX], since composing and Punycode are
///   quadratic.
/// - **Failure:** refuses what this JDK's Unicode version does not know.
/// - **Source:** WHATWG URL, 3.3 "IDNA"; UTS #46, section 4, with CheckBidi and CheckJoiners, without
///   CheckHyphens, UseSTD3ASCIIRules, Transitional_Processing and VerifyDnsLength.
final class DomainToAscii {
    /// Four times what DNS could take.
    static final int UNICODE_CHARACTERS_MAX = 1_024;

    private static final String ACE_PREFIX = "xn--";

    private DomainToAscii() {}

    static String convert(String domain) throws InvalidUrlException {
        if (Ascii.isAscii(domain)) {
            return requireNotEmpty(Ascii.lowerCase(domain));
        }
        String mapped = requireBounded(IdnaMapping.map(requireBounded(domain)));
        List<String> labels = unicodeLabels(requireBounded(Normalizer.normalize(mapped, Normalizer.Form.NFC)));
        if (BidiRule.isBidiDomain(labels)) {
            for (String label : labels) {
                BidiRule.check(label);
            }
        }
        StringJoiner out = new StringJoiner(".");
        for (String label : labels) {
            out.add(Ascii.isAscii(label) ? label : ACE_PREFIX + Punycode.encode(label));
        }
        return requireNotEmpty(out.toString());
    }

    private static String requireNotEmpty(String domain) throws InvalidUrlException {
        if (domain.isEmpty()) {
            throw new InvalidUrlException("host is empty");
        }
        return domain;
    }

    /// Asked again after each step that can make the text longer: mapping by 18 times, composing by three.
    private static String requireBounded(String domain) throws InvalidUrlException {
        if (domain.length() > UNICODE_CHARACTERS_MAX) {
            throw new InvalidUrlException("international host is longer than " + UNICODE_CHARACTERS_MAX);
        }
        return domain;
    }

    /// The labels with Punycode undone, each checked.
    private static List<String> unicodeLabels(String composed) throws InvalidUrlException {
        List<String> labels = new ArrayList<>();
        for (String label : composed.split("\\.", -1)) {
            String unicode = label.startsWith(ACE_PREFIX) ? decodeAce(label) : label;
            LabelRule.check(unicode);
            labels.add(unicode);
        }
        return labels;
    }

    private static String decodeAce(String label) throws InvalidUrlException {
        if (!Ascii.isAscii(label)) {
            throw new InvalidUrlException("host holds a label that is no Punycode");
        }
        String unicode = Punycode.decode(label.substring(ACE_PREFIX.length()));
        // Also refuses the empty one: Punycode of nothing but ASCII is a disguise.
        if (Ascii.isAscii(unicode)) {
            throw new InvalidUrlException("host holds a Punycode label without need");
        }
        return unicode;
    }
}
