/// Who may be fetched from now: fair between runs, polite to hosts, bounded in all.
///
/// ```
/// run ─► Lane ─ a HostQueue each host ─► HostLine (slots, pace) ─► Turn with a Permit ─► worker ─► Permit.leave
///                                          ▲ shared by all runs
/// ```
///
/// A page that has begun and must wait again, for a host that a redirect led to, does so in its Lane: [Standby].
///
/// **Start here:** [FetchScheduler], [Lane], [HostLine].
@NullMarked
package io.riptide.server.crawl.schedule;

import org.jspecify.annotations.NullMarked;
