/**
 * The OpenAPI documents of everything that the service answers, and the check that holds an exchange to them.
 *
 * <p>The documents are YAML resources under {@code openapi/}, one for each plugin; what several of them share is in {@code common.yaml} and is
 * copied into each when it is loaded. Start reading at {@link dev.buildrun.api.contract.Contract}. Tests send their requests through a
 * {@link dev.buildrun.api.contract.CheckedHttpClient}, which fails on the first exchange that is not as documented.
 */
@NullMarked
package dev.buildrun.api.contract;

import org.jspecify.annotations.NullMarked;
