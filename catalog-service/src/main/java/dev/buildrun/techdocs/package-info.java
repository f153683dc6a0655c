/**
 * {@code /api/techdocs}: documentation that was built ahead, as Backstage's TechDocs backend serves it. Whoever builds it (MkDocs with
 * {@code techdocs-core}, in the pipeline of the component) leaves the pages below {@code techdocs.publisher.local.publishDirectory}, in
 * {@code namespace/kind/name}; nothing is built here, and nothing is written.
 *
 * <p>A page is read by those who may read the entity that it is about, and by nobody else; a path never leaves the folder of that entity.
 * Start reading at {@link dev.buildrun.techdocs.TechDocsRoutes}; {@code PublishedDocs} finds the files. What is searched in them is read by
 * {@code dev.buildrun.search}.
 */
@NullMarked
package dev.buildrun.techdocs;

import org.jspecify.annotations.NullMarked;
