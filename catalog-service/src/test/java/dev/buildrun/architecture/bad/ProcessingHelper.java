package dev.buildrun.architecture.bad;

public final class ProcessingHelper {}
