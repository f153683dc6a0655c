/**
 * What describes the API to those who call it: the OpenAPI document of each plugin at {@code /api/<plugin>/openapi.json}, and a page at
 * {@code /docs} that shows them all.
 *
 * <p>The documents come from {@link dev.buildrun.api.contract.Contract}; nothing is written here. Start reading at
 * {@link dev.buildrun.docs.ApiDocs}.
 */
@NullMarked
package dev.buildrun.docs;

import org.jspecify.annotations.NullMarked;
