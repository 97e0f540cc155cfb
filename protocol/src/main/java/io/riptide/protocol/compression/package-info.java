/// Gzip for streams: each write is decodable the moment it arrives, and all a connection keeps is CRC and
/// length.
///
/// **Start here:** [GzipStream], [GzipBlocks], [AcceptEncoding].
@NullMarked
package io.riptide.protocol.compression;

import org.jspecify.annotations.NullMarked;
