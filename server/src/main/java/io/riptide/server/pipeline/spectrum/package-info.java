/// The node for spectra, behind which the library for the transform is.
///
/// **Start here:** [FftType].
@NullMarked
package io.riptide.server.pipeline.spectrum;

import org.jspecify.annotations.NullMarked;
