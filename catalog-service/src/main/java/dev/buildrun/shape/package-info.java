/**
 * What a piece of JSON must look like, and what to say where it does not.
 *
 * <p>Backstage checks predicates, cursors and some bodies with the schema library zod, and hands on what that says: people read it in a
 * portal's error box, tools in a log. So a value is checked here in the same way, with the same order of complaints and in the same words.
 * Start reading at {@link dev.buildrun.shape.Shapes}; {@link dev.buildrun.shape.Complaint} makes text of what was found.
 */
@NullMarked
package dev.buildrun.shape;

import org.jspecify.annotations.NullMarked;
