/**
 * The template language: what stands between <code>${{</code> and <code>}}</code> in a step's input, and in the files of a
 * skeleton.
 *
 * <p>A lexer and a parser make a tree of sealed records, an evaluator walks it. The language is closed: a template reaches
 * plain data and the filters and functions that it was given, never a Java object, a file or the network; and every render
 * has a budget of work, depth and output, so that a hostile template costs little and fails.
 *
 * <p>Callers use {@link dev.buildrun.scaffolder.expression.TemplateEngine} and nothing else; filters and globals of their own
 * come in by {@link dev.buildrun.scaffolder.expression.TemplateExtensions}. It knows nothing of tasks, files or HTTP.
 */
@NullMarked
package dev.buildrun.scaffolder.expression;

import org.jspecify.annotations.NullMarked;
