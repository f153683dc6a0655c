/** What the tests of this module share: owners of runs that keep everything in memory, and a Git host on loopback. */
@NullMarked
package dev.buildrun.scaffolder.testing;

import org.jspecify.annotations.NullMarked;
