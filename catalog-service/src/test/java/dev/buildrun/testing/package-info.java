/** What tests of several packages share: a real PostgreSQL, and builders in the domain's words. */
@NullMarked
package dev.buildrun.testing;

import org.jspecify.annotations.NullMarked;
