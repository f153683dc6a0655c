/**
 * The platform that teams run their services on. Packages below: {@code contract} (what is promised), {@code model} (what the catalog says),
 * {@code rule} and {@code conformance} (whether services keep it), {@code waiver} (for a while they need not), {@code radar} (what runs),
 * {@code access} (who may what), {@code http} (the routes). Here is what the operator decides. Start reading at {@code PlatformConfig}.
 */
@NullMarked
package dev.buildrun.platform;

import org.jspecify.annotations.NullMarked;
