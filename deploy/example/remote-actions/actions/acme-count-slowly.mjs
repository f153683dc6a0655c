// An action that takes its time, and can be cancelled.
import { setTimeout as sleep } from 'node:timers/promises';
import { createTemplateAction } from '../create-template-action.mjs';

export default createTemplateAction({
  id: 'acme:count-slowly',
  description: 'Counts, one number after the other.',
  schema: {
    input: {
      type: 'object',
      required: ['to'],
      properties: { to: { type: 'integer', minimum: 1 }, millis: { type: 'integer', minimum: 0 } },
      additionalProperties: false,
    },
    output: { type: 'object', properties: { counted: { type: 'number' } } },
  },
  remote: { workspace: 'none' },

  async handler(ctx) {
    for (let number = 1; number <= ctx.input.to; number++) {
      ctx.logger.info(`counted ${number}`);
      await sleep(ctx.input.millis ?? 1000, undefined, { signal: ctx.signal });
    }
    ctx.output('counted', ctx.input.to);
  },
});
