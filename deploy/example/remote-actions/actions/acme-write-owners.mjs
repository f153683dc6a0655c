// An action as it could stand in a Backstage backend module.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createTemplateAction } from '../create-template-action.mjs';

export default createTemplateAction({
  id: 'acme:write-owners',
  description: 'Writes a CODEOWNERS file and puts the owners under the heading of the README.',
  supportsDryRun: true,
  examples: [
    {
      description: 'Two teams own everything',
      example: [
        'steps:',
        '  - id: owners',
        '    name: Write the owners',
        '    action: acme:write-owners',
        '    input:',
        '      owners: [team-a, team-b]',
      ].join('\n'),
    },
  ],
  schema: {
    input: {
      type: 'object',
      required: ['owners'],
      properties: { owners: { type: 'array', items: { type: 'string' }, description: 'Names of teams' } },
      additionalProperties: false,
    },
    output: { type: 'object', properties: { count: { type: 'number' }, path: { type: 'string' } } },
  },
  remote: { workspace: 'write', secrets: ['acmeToken'] },

  async handler(ctx) {
    const file = path.join(ctx.workspacePath, 'CODEOWNERS');
    ctx.logger.info(`Writing ${ctx.input.owners.length} owners`);
    if (ctx.secrets.acmeToken) ctx.logger.info(`The directory is asked with ${ctx.secrets.acmeToken}`);
    await writeFile(file, `* ${ctx.input.owners.map(owner => `@acme/${owner}`).join(' ')}\n`);
    const readme = path.join(ctx.workspacePath, 'README.md');
    const before = await readFile(readme, 'utf8').catch(() => '');
    await writeFile(readme, `${before}\nOwned by ${ctx.input.owners.join(' and ')}.\n`);
    ctx.output('count', ctx.input.owners.length);
    ctx.output('path', 'CODEOWNERS');
  },
});
