package io.riptide.server.crawl.pdf;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Refuses Type 1 fonts that claim more subroutines than any has: PDFBox makes a place for each before it looks
/// for the first, and so nobody is asked about time or memory meanwhile.
///
/// The claim lies in the encrypted part, which begins where the font or the dictionary of its stream says, as
/// bytes or in hexadecimal.
///
/// - **Threading:** any thread.
/// - **Failure:** [IOException]; the font then counts as one that is not embedded.
/// - **Source:** Adobe Type 1 Font Format, 2.4 and 7.2.
final class Type1Claims {
    private static final String START = "eexec";
    private static final Pattern SUBROUTINES = Pattern.compile("/Subrs");
    private static final Pattern MODEST = Pattern.compile("[\\s\\x00]*[0-9]{1,5}[^0-9#]");

    private static final int EEXEC_KEY = 55_665;
    private static final int FACTOR = 52_845;
    private static final int TERM = 22_719;

    /// Occurrences that are looked at; a font has one.
    private static final int STARTS_MAX = 4;

    private Type1Claims() {}

    /// Looks at `program`, whose encrypted part begins at `clearBytes` or behind its own word.
    static void require(byte[] program, int clearBytes) throws IOException {
        String text = new String(program, ISO_8859_1);
        requireModest(text);
        requireBehind(text, clearBytes);
        int starts = 0;
        for (int at = text.indexOf(START); at >= 0; at = text.indexOf(START, at + 1)) {
            if (++starts > STARTS_MAX) {
                throw new IOException("a font of many beginnings");
            }
            int begin = at + START.length();
            // One white space, or a line end of two; segments of the printer's format have six bytes more.
            for (int gap = 0; gap <= 8; gap++) {
                requireBehind(text, begin + gap);
            }
        }
    }

    private static void requireBehind(String text, int begin) throws IOException {
        if (begin >= 0 && begin < text.length()) {
            String secret = text.substring(begin);
            requireModest(decrypted(secret));
            requireModest(decrypted(unhexed(secret)));
        }
    }

    private static void requireModest(String text) throws IOException {
        Matcher subroutines = SUBROUTINES.matcher(text);
        while (subroutines.find()) {
            if (!MODEST.matcher(text).region(subroutines.end(), text.length()).lookingAt()) {
                throw new IOException("a font of too many subroutines");
            }
        }
    }

    private static String decrypted(String secret) {
        int key = EEXEC_KEY;
        StringBuilder plain = new StringBuilder(secret.length());
        for (int i = 0; i < secret.length(); i++) {
            int cipher = secret.charAt(i);
            plain.append((char) (cipher ^ (key >> Byte.SIZE)));
            key = ((cipher + key) * FACTOR + TERM) & 0xffff;
        }
        return plain.toString();
    }

    private static String unhexed(String secret) {
        StringBuilder bytes = new StringBuilder();
        int high = -1;
        for (int i = 0; i < secret.length(); i++) {
            int digit = Character.digit(secret.charAt(i), 16);
            if (digit < 0) {
                continue;
            }
            if (high < 0) {
                high = digit;
            } else {
                bytes.append((char) (high << 4 | digit));
                high = -1;
            }
        }
        return bytes.toString();
    }
}
