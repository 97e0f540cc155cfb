package io.riptide.protocol.http;

/// Walks over the elements of a comma-separated field value; commas inside quotes do not separate.
///
/// - **Source:** RFC 9110, 5.6.1: empty elements are passed over.
final class FieldList {
    private final byte[] bytes;
    private final int valueEnd;
    private int next;
    private int start;
    private int end;

    FieldList(byte[] bytes, int valueStart, int valueEnd) {
        this.bytes = bytes;
        this.valueEnd = valueEnd;
        this.next = valueStart;
    }

    /// Goes to the next element; false if there is none.
    boolean next() {
        while (next < valueEnd) {
            start = next;
            end = separatorFrom(next);
            next = end + 1;
            trim();
            if (start < end) {
                return true;
            }
        }
        return false;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    private int separatorFrom(int from) {
        boolean isQuoted = false;
        int i = from;
        while (i < valueEnd && (isQuoted || bytes[i] != ',')) {
            if (bytes[i] == '"') {
                isQuoted = !isQuoted;
            } else if (isQuoted && bytes[i] == '\\') {
                i++;
            }
            i++;
        }
        return Math.min(i, valueEnd);
    }

    private void trim() {
        while (start < end && OctetClass.isWhitespace(bytes[start])) {
            start++;
        }
        while (start < end && OctetClass.isWhitespace(bytes[end - 1])) {
            end--;
        }
    }
}
