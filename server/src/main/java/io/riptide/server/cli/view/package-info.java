/// How frames, nodes and pipelines look to people: lines and tables, made of JSON and of nothing else.
///
/// **Start here:** [FrameLine], [TextTable], [TopTable].
@NullMarked
package io.riptide.server.cli.view;

import org.jspecify.annotations.NullMarked;
