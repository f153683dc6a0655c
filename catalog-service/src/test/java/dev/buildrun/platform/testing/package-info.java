/** Catalogs in memory for the tests of the platform. Start reading at {@link dev.buildrun.platform.testing.CatalogOf}. */
@NullMarked
package dev.buildrun.platform.testing;

import org.jspecify.annotations.NullMarked;
