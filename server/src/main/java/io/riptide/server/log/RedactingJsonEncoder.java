package io.riptide.server.log;

import ch.qos.logback.classic.encoder.JsonEncoder;

/// A JSON object a line, each string of it redacted. A field whose name is that of a secret is redacted whole.
final class RedactingJsonEncoder extends JsonEncoder {
    /// With what is worth a machine's while: the message once, formatted; no logger context, no arguments.
    static RedactingJsonEncoder create() {
        var encoder = new RedactingJsonEncoder();
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithFormattedMessage(true);
        return encoder;
    }

    @Override
    protected void appenderMember(StringBuilder text, String key, String value) {
        // The value comes escaped, slashes too, which JSON does not ask for and which would hide a URL's user part.
        String plain = value.replace("\\/", "/");
        super.appenderMember(text, key, Redaction.isSecret(key) ? Redaction.MARK : Redaction.redact(plain));
    }
}
