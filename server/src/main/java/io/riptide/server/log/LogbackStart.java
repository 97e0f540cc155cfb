package io.riptide.server.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.riptide.server.config.LogConfig;

/// Found by Logback when the first logger is asked for: warnings as text until [Logging#configure] says
/// otherwise, instead of its search for files and its debug output.
public final class LogbackStart extends ContextAwareBase implements Configurator {
    @Override
    public ExecutionStatus configure(LoggerContext context) {
        Logging.configure(context, LogConfig.Level.WARN, LogConfig.Format.TEXT);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
