/**
 * The story of a Build-Run team, on a real Kubernetes: {@link dev.buildrun.deploy.story.BuildRunStoryTest} is to be read from top to bottom,
 * {@link dev.buildrun.deploy.story.Stage} is what it is played on. Skipped where {@code ./dev cluster} has not been called.
 */
@NullMarked
package dev.buildrun.deploy.story;

import org.jspecify.annotations.NullMarked;
