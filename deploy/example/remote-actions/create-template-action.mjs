/**
 * Takes what Backstage's function of this name takes, so that an action written for it can be moved here: `id`, `description`, `examples`,
 * `supportsDryRun`, `schema` and `handler`. Schemas are JSON Schemas; turn those of zod into such, for instance with `z.toJSONSchema(…)`.
 *
 * What a worker needs to say beyond that stands under `remote`: `secrets`, the names of the task's secrets that the action asks for, and
 * `workspace`, which is `none`, `read` or `write`.
 *
 * Beside `handler` there may be `compensate`, which takes back what a run has done. It gets `{ input, output, outcome, task, step, actor, logger }`,
 * looks at the world first, and gives `{ outcome: 'removed' | 'nothing', what }`, or `{ outcome: 'left', what, where, why, remedy }`. It may be
 * called again for the same run.
 */
export function createTemplateAction(action) {
  if (!action.id || typeof action.handler !== 'function') throw new Error('An action needs an id and a handler');
  for (const side of ['input', 'output']) {
    if (typeof action.schema?.[side] === 'function') throw new Error(`${action.id}: expected a JSON Schema as schema.${side}`);
  }
  return action;
}
