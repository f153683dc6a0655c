package dev.buildrun.catalog.process;

import dev.buildrun.catalog.entity.EntityError;

/** Ends the processing of one entity; {@link Processing} makes a value of it. */
public final class ProcessingFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient EntityError error;

    public ProcessingFault(EntityError error) {
        super(error.toString(), null, false, false);
        this.error = error;
    }

    public EntityError error() {
        return error;
    }
}
