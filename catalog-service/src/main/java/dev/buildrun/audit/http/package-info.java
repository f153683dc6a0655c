/**
 * {@code /api/buildrun/audit}: who did what. The platform team and admins see all of it, an owner what was done to what they own, and everybody
 * what they did themselves. Start reading at {@link dev.buildrun.audit.http.AuditRoutes}.
 */
@NullMarked
package dev.buildrun.audit.http;

import org.jspecify.annotations.NullMarked;
