/** What the scaffolder's tests share: a process that runs tasks, actions that tests write themselves, specs in a few words. */
@NullMarked
package dev.buildrun.scaffolder.testing;

import org.jspecify.annotations.NullMarked;
