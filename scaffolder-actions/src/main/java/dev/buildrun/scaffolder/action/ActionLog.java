package dev.buildrun.scaffolder.action;

/** The lines that an action writes for the user. Secrets are redacted behind it; a line may contain line breaks. */
public interface ActionLog {
    void info(String message);

    void warn(String message);

    void error(String message);
}
