package io.riptide.server.log;

import java.util.List;
import java.util.regex.Pattern;

/// Takes secrets out of text on its way to a log. Rather too much than too little, for nobody misses a token in
/// a log.
///
/// | what | becomes |
/// |---|---|
/// | `Authorization`, `Cookie` and their like, to the end of the line | `Authorization: ***` |
/// | `Bearer abc` anywhere | `Bearer ***` |
/// | `api_key=…`, `password: …`, `access_token":"…` and their like | `api_key=***` |
/// | `?key=…`, `&sig=…`, `&token=…` of a URL | `?key=***` |
/// | `https://user:word@host` | `https://***@host` |
///
/// - **Threading:** any thread; stateless.
/// - **Bounds:** linear in the length of the text; no pattern backtracks over more than a name.
public final class Redaction {
    /// What stands in a secret's place.
    public static final String MARK = "***";

    private static final String NAMES =
            "(?:x-)?api[-_]?key|(?:access|refresh|id|auth|session)[-_]?token|client[-_]?secret"
                    + "|secret[-_]?key|private[-_]?key|passw(?:or)?d|pwd";

    /// Fields whose whole value is secret; it ends with the line, or with the two characters that stand for a
    /// line end in JSON.
    private static final Pattern LINES = Pattern.compile(
            "((?:proxy-)?authorization|(?:set-)?cookie2?|x-auth-token)(\"?\\s*[:=]\\s*+)(?!\\*{3})(?:(?!\\\\[nr])[^\\r\\n])+",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern SCHEMES =
            Pattern.compile("\\b(Bearer|Basic)\\s+[A-Za-z0-9._~+/=-]{6,}", Pattern.CASE_INSENSITIVE);

    private static final Pattern PAIRS = Pattern.compile(
            "((?:" + NAMES + ")\\\\?\"?\\s*[:=]\\s*\\\\?\"?)[^\\s\"'&;,\\\\)}\\]]+", Pattern.CASE_INSENSITIVE);

    /// Short names mean a secret only in a URL's query or in front of an equals sign.
    private static final Pattern QUERY = Pattern.compile(
            "((?:[?&](?:key|sig|signature|auth|code|secret|token)|\\b(?:token|secret))=)[^\\s\"'&;,#\\\\)}\\]]+",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern USER = Pattern.compile("(://)[^\\s/@\"'?#]{1,512}@");

    private static final Pattern SECRET_NAME = Pattern.compile(
            "(?:proxy-)?authorization|(?:set-)?cookie2?|x-auth-token|token|secret|" + NAMES, Pattern.CASE_INSENSITIVE);

    /// Every secret has one of these before it. Most lines have none, and one pass spares them five patterns.
    private static final List<String> SIGNS = List.of(
            "auth", "basic", "bearer", "code", "cookie", "key", "passw", "pwd", "secret", "sig", "token", "://");

    private static final String[][] SIGNS_BY_FIRST = signsByFirst();

    private Redaction() {}

    /// The text with every secret replaced by [#MARK].
    public static String redact(String text) {
        if (!mayHoldSecret(text)) {
            return text;
        }
        String redacted = LINES.matcher(text).replaceAll("$1$2" + MARK);
        redacted = SCHEMES.matcher(redacted).replaceAll("$1 " + MARK);
        redacted = PAIRS.matcher(redacted).replaceAll("$1" + MARK);
        redacted = QUERY.matcher(redacted).replaceAll("$1" + MARK);
        return USER.matcher(redacted).replaceAll("$1" + MARK + "@");
    }

    private static String[][] signsByFirst() {
        String[][] byFirst = new String[128][];
        for (char c = 0; c < byFirst.length; c++) {
            char lower = Character.toLowerCase(c);
            byFirst[c] = SIGNS.stream().filter(sign -> sign.charAt(0) == lower).toArray(String[]::new);
        }
        return byFirst;
    }

    private static boolean mayHoldSecret(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < SIGNS_BY_FIRST.length && startsSign(text, i, SIGNS_BY_FIRST[c])) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsSign(String text, int index, String[] signs) {
        for (String sign : signs) {
            if (text.regionMatches(true, index, sign, 0, sign.length())) {
                return true;
            }
        }
        return false;
    }

    /// Whether a field of this name is a secret, whatever it holds.
    public static boolean isSecret(String name) {
        return SECRET_NAME.matcher(name).matches();
    }
}
