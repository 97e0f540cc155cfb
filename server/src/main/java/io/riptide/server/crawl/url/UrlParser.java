package io.riptide.server.crawl.url;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The basic URL parser, for every scheme.
///
/// The standard describes a machine that looks at one code point at a time and steps back where it must. This
/// one has the same states under the same names, but a state takes its whole piece of the input before it
/// returns the next one, which makes each of them a search for the end of the piece:
///
/// ```
/// SCHEME ─► SPECIAL_AUTHORITY_SLASHES ─► AUTHORITY ─► HOST ─► PATH_START ─► PATH ─► QUERY ─► FRAGMENT
///    ├────► PATH_OR_AUTHORITY ─► AUTHORITY or PATH
///    ├────► OPAQUE_PATH ─► QUERY
///    ├────► FILE ─► FILE_SLASH ─► FILE_HOST ─► PATH_START; each of them also ─► PATH
///    └────► NO_SCHEME ─► RELATIVE ─► RELATIVE_SLASH ─► AUTHORITY or PATH
/// ```
///
/// - **Threading:** one instance for one parse; [#parse] from any thread.
/// - **Bounds:** time and space linear in input and base.
/// - **Failure:** [InvalidUrlException]. Errors from which the standard recovers are recovered from in silence.
/// - **Source:** WHATWG URL, 4.4 "URL parsing".
final class UrlParser {
    private enum State {
        SCHEME,
        NO_SCHEME,
        SPECIAL_RELATIVE_OR_AUTHORITY,
        PATH_OR_AUTHORITY,
        RELATIVE,
        RELATIVE_SLASH,
        SPECIAL_AUTHORITY_SLASHES,
        AUTHORITY,
        HOST,
        FILE,
        FILE_SLASH,
        FILE_HOST,
        PATH_START,
        PATH,
        OPAQUE_PATH,
        QUERY,
        FRAGMENT,
        END
    }

    private static final int END_OF_INPUT = -1;

    private final String input;
    private final @Nullable UrlRecord base;
    private int position;

    private String scheme = "";
    private boolean isSpecial;
    private String username = "";
    private String password = "";
    private @Nullable Host host;
    private int port = SpecialScheme.NO_PORT;
    private List<String> segments = new ArrayList<>();
    private @Nullable String opaquePath;
    private @Nullable String query;
    private @Nullable String fragment;

    private UrlParser(String input, @Nullable UrlRecord base) {
        this.input = input;
        this.base = base;
    }

    /// Reads `input`, relative to `base` if there is one.
    static UrlRecord parse(String input, @Nullable UrlRecord base) throws InvalidUrlException {
        return new UrlParser(clean(input), base).run();
    }

    /// Without the controls and spaces around it and the tabs and line ends within.
    private static String clean(String input) {
        int start = 0;
        int end = input.length();
        while (start < end && input.charAt(start) <= ' ') {
            start++;
        }
        while (end > start && input.charAt(end - 1) <= ' ') {
            end--;
        }
        StringBuilder out = null;
        for (int i = start; i < end; i++) {
            char c = input.charAt(i);
            boolean isDropped = c == '\t' || c == '\n' || c == '\r';
            if (isDropped && out == null) {
                out = new StringBuilder(end - start).append(input, start, i);
            } else if (!isDropped && out != null) {
                out.append(c);
            }
        }
        return out == null ? input.substring(start, end) : out.toString();
    }

    private UrlRecord run() throws InvalidUrlException {
        State state = State.SCHEME;
        while (state != State.END) {
            state = step(state);
        }
        return new UrlRecord(scheme, username, password, host, port, segments, opaquePath, query, fragment);
    }

    private State step(State state) throws InvalidUrlException {
        return switch (state) {
            case SCHEME -> scheme();
            case NO_SCHEME -> noScheme();
            case SPECIAL_RELATIVE_OR_AUTHORITY -> specialRelativeOrAuthority();
            case PATH_OR_AUTHORITY -> pathOrAuthority();
            case RELATIVE -> relative(knownBase());
            case RELATIVE_SLASH -> relativeSlash(knownBase());
            case SPECIAL_AUTHORITY_SLASHES -> specialAuthoritySlashes();
            case AUTHORITY -> authority();
            case HOST -> host();
            case FILE -> file();
            case FILE_SLASH -> fileSlash();
            case FILE_HOST -> fileHost();
            case PATH_START -> pathStart();
            case PATH -> path();
            case OPAQUE_PATH -> opaquePath();
            case QUERY -> query();
            case FRAGMENT -> fragment();
            case END -> State.END;
        };
    }

    // ---- the scheme, or none

    private State scheme() {
        int end = 0;
        if (!input.isEmpty() && Ascii.isAlpha(input.charAt(0))) {
            while (end < input.length() && isSchemeCharacter(input.charAt(end))) {
                end++;
            }
        }
        if (end == 0 || end == input.length() || input.charAt(end) != ':') {
            return State.NO_SCHEME;
        }
        setScheme(Ascii.lowerCase(input.substring(0, end)));
        position = end + 1;
        if (scheme.equals(SpecialScheme.FILE)) {
            return State.FILE;
        }
        if (isSpecial) {
            return base != null && base.scheme().equals(scheme)
                    ? State.SPECIAL_RELATIVE_OR_AUTHORITY
                    : State.SPECIAL_AUTHORITY_SLASHES;
        }
        if (peek() == '/') {
            position++;
            return State.PATH_OR_AUTHORITY;
        }
        return State.OPAQUE_PATH;
    }

    private static boolean isSchemeCharacter(char c) {
        return Ascii.isAlphanumeric(c) || c == '+' || c == '-' || c == '.';
    }

    private State noScheme() throws InvalidUrlException {
        if (base == null) {
            throw new InvalidUrlException("relative URL without a base");
        }
        if (base.hasOpaquePath()) {
            if (peek() != '#') {
                throw new InvalidUrlException("base cannot have relative URLs");
            }
            setScheme(base.scheme());
            opaquePath = base.opaquePath();
            query = base.query();
            return tail();
        }
        return base.scheme().equals(SpecialScheme.FILE) ? State.FILE : State.RELATIVE;
    }

    // ---- relative to a base

    private State specialRelativeOrAuthority() {
        return input.startsWith("//", position) ? State.SPECIAL_AUTHORITY_SLASHES : State.RELATIVE;
    }

    private State relative(UrlRecord from) {
        setScheme(from.scheme());
        if (isSlash(peek())) {
            position++;
            return State.RELATIVE_SLASH;
        }
        copyAuthority(from);
        return copyPath(from);
    }

    private State relativeSlash(UrlRecord from) {
        if (isSpecial && isSlash(peek())) {
            position++;
            return State.SPECIAL_AUTHORITY_SLASHES;
        }
        if (peek() == '/') {
            position++;
            return State.AUTHORITY;
        }
        copyAuthority(from);
        return State.PATH;
    }

    private void copyAuthority(UrlRecord from) {
        username = from.username();
        password = from.password();
        host = from.host();
        port = from.port();
    }

    /// Takes the base's path, and its query unless the input has more than a fragment.
    private State copyPath(UrlRecord from) {
        segments = new ArrayList<>(from.segments());
        int c = peek();
        if (c == '?') {
            return tail();
        }
        if (c == '#' || c == END_OF_INPUT) {
            query = from.query();
            return tail();
        }
        shortenPath();
        return State.PATH;
    }

    // ---- the authority

    private State pathOrAuthority() {
        if (peek() == '/') {
            position++;
            return State.AUTHORITY;
        }
        return State.PATH;
    }

    /// Any number of slashes and backslashes, none included.
    private State specialAuthoritySlashes() {
        while (isSlash(peek())) {
            position++;
        }
        return State.AUTHORITY;
    }

    private State authority() throws InvalidUrlException {
        int end = authorityEnd();
        int at = input.lastIndexOf('@', end - 1);
        if (at < position) {
            return State.HOST;
        }
        if (at + 1 == end) {
            throw new InvalidUrlException("credentials without a host");
        }
        int colon = input.indexOf(':', position);
        int usernameEnd = colon >= 0 && colon < at ? colon : at;
        username = PercentEncodeSet.USERINFO.encode(input, position, usernameEnd);
        password = usernameEnd < at ? PercentEncodeSet.USERINFO.encode(input, usernameEnd + 1, at) : "";
        position = at + 1;
        return State.HOST;
    }

    private int authorityEnd() {
        int end = position;
        while (end < input.length() && !isPieceEnd(input.charAt(end))) {
            end++;
        }
        return end;
    }

    private State host() throws InvalidUrlException {
        int end = authorityEnd();
        int colon = portColon(end);
        String name = input.substring(position, colon);
        if (name.isEmpty() && (isSpecial || colon < end)) {
            throw new InvalidUrlException("host is empty");
        }
        host = HostParser.parse(name, !isSpecial);
        if (colon < end) {
            port = parsePort(colon + 1, end);
        }
        position = end;
        return State.PATH_START;
    }

    /// Index of the first colon outside brackets, or `end`.
    private int portColon(int end) {
        boolean isInBrackets = false;
        for (int i = position; i < end; i++) {
            char c = input.charAt(i);
            if (c == ':' && !isInBrackets) {
                return i;
            }
            isInBrackets = c == '[' || (isInBrackets && c != ']');
        }
        return end;
    }

    private int parsePort(int from, int end) throws InvalidUrlException {
        int number = 0;
        for (int i = from; i < end; i++) {
            if (!Ascii.isDigit(input.charAt(i))) {
                throw new InvalidUrlException("port is no number");
            }
            number = number * 10 + input.charAt(i) - '0';
            if (number > 0xFFFF) {
                throw new InvalidUrlException("port is above 65535");
            }
        }
        return from == end || number == SpecialScheme.defaultPort(scheme) ? SpecialScheme.NO_PORT : number;
    }

    // ---- file URLs

    private State file() {
        setScheme(SpecialScheme.FILE);
        host = new Host.Empty();
        if (isSlash(peek())) {
            position++;
            return State.FILE_SLASH;
        }
        if (base == null || !base.scheme().equals(SpecialScheme.FILE)) {
            return State.PATH;
        }
        host = base.host();
        int c = peek();
        if (c != END_OF_INPUT && c != '?' && c != '#' && DriveLetter.startsWith(input, position)) {
            return State.PATH;
        }
        return copyPath(base);
    }

    private State fileSlash() {
        if (isSlash(peek())) {
            position++;
            return State.FILE_HOST;
        }
        if (base != null && base.scheme().equals(SpecialScheme.FILE)) {
            host = base.host();
            List<String> path = base.segments();
            if (!DriveLetter.startsWith(input, position)
                    && !path.isEmpty()
                    && DriveLetter.isNormalized(path.getFirst())) {
                segments.add(path.getFirst());
            }
        }
        return State.PATH;
    }

    private State fileHost() throws InvalidUrlException {
        int end = authorityEnd();
        String name = input.substring(position, end);
        if (DriveLetter.is(name)) {
            return State.PATH;
        }
        if (!name.isEmpty()) {
            Host parsed = HostParser.parse(name, false);
            host = parsed.toString().equals("localhost") ? new Host.Empty() : parsed;
        }
        position = end;
        return State.PATH_START;
    }

    // ---- path, query, fragment

    private State pathStart() {
        if (isSpecial) {
            if (isSlash(peek())) {
                position++;
            }
            return State.PATH;
        }
        int c = peek();
        if (c == '?' || c == '#' || c == END_OF_INPUT) {
            return tail();
        }
        if (c == '/') {
            position++;
        }
        return State.PATH;
    }

    private State path() {
        boolean isMore = true;
        while (isMore) {
            int end = authorityEnd();
            isMore = end < input.length() && isSlash(input.charAt(end));
            addSegment(PercentEncodeSet.PATH.encode(input, position, end), isMore);
            position = isMore ? end + 1 : end;
        }
        return tail();
    }

    private void addSegment(String segment, boolean isMore) {
        if (DotSegment.isDouble(segment)) {
            shortenPath();
            if (!isMore) {
                segments.add("");
            }
        } else if (DotSegment.isSingle(segment)) {
            if (!isMore) {
                segments.add("");
            }
        } else if (segments.isEmpty() && scheme.equals(SpecialScheme.FILE) && DriveLetter.is(segment)) {
            segments.add(segment.charAt(0) + ":");
        } else {
            segments.add(segment);
        }
    }

    private void shortenPath() {
        boolean isDriveOnly = scheme.equals(SpecialScheme.FILE)
                && segments.size() == 1
                && DriveLetter.isNormalized(segments.getFirst());
        if (!segments.isEmpty() && !isDriveOnly) {
            segments.removeLast();
        }
    }

    private State opaquePath() {
        int end = position;
        while (end < input.length() && input.charAt(end) != '?' && input.charAt(end) != '#') {
            end++;
        }
        String path = PercentEncodeSet.C0_CONTROL.encode(input, position, end);
        // A space before query or fragment would be lost as trailing once those are taken away.
        boolean isSpaceAtRisk = end < input.length() && path.endsWith(" ");
        opaquePath = isSpaceAtRisk ? path.substring(0, path.length() - 1) + "%20" : path;
        position = end;
        return tail();
    }

    private State query() {
        int hash = input.indexOf('#', position);
        int end = hash < 0 ? input.length() : hash;
        PercentEncodeSet set = isSpecial ? PercentEncodeSet.SPECIAL_QUERY : PercentEncodeSet.QUERY;
        query = set.encode(input, position, end);
        position = end;
        return tail();
    }

    private State fragment() {
        fragment = PercentEncodeSet.FRAGMENT.encode(input, position, input.length());
        return State.END;
    }

    /// Consumes the `?` or `#` here; there is nothing else but the end.
    private State tail() {
        int c = peek();
        assert c == '?' || c == '#' || c == END_OF_INPUT : c;
        position++;
        return switch (c) {
            case '?' -> State.QUERY;
            case '#' -> State.FRAGMENT;
            default -> State.END;
        };
    }

    // ---- small questions

    private void setScheme(String name) {
        scheme = name;
        isSpecial = SpecialScheme.isSpecial(name);
    }

    private UrlRecord knownBase() {
        return requireNonNull(base, "only a base leads to the relative states");
    }

    private int peek() {
        return position < input.length() ? input.charAt(position) : END_OF_INPUT;
    }

    private boolean isSlash(int c) {
        return c == '/' || (c == '\\' && isSpecial);
    }

    /// Whether an authority or a path segment ends at `c`.
    private boolean isPieceEnd(char c) {
        return isSlash(c) || c == '?' || c == '#';
    }
}
