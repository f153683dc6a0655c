import { createTemplateRenderer } from 'nunjitsu';
import { writeFileSync, mkdirSync } from 'node:fs';
import { C, families } from './cases.mjs';
const out = process.argv[2]; mkdirSync(out, {recursive: true});
const enc = v => v === undefined ? undefined : JSON.parse(JSON.stringify(v));
writeFileSync(out + '/context.json', JSON.stringify(C, null, 1) + '\n');
for (const [name, cases] of Object.entries(families)) {
  const rows = [];
  for (const [template, options] of cases) {
    const r = createTemplateRenderer({ allowRegexExecution: true, ...(options ?? {}) });
    const row = { template, ...(options && Object.keys(options).length ? { options } : {}) };
    try { const v = row.options ? r.render(template, structuredClone(C)) : r.renderValue(template, structuredClone(C)); if (v === undefined) row.undefined = true; else row.value = enc(v); }
    catch (e) { row.error = e.message; }
    rows.push(row);
  }
  writeFileSync(`${out}/${name}.json`, '[\n' + rows.map(r => JSON.stringify(r)).join(',\n') + '\n]\n');
  console.log(name, rows.length, rows.filter(r => r.error).length);
}
