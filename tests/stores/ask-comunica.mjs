// Asks files queries: lines of data, query, answer.
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const [folder, modules] = process.argv.slice(2);
const { QueryEngine } = createRequire(join(modules, '/'))('@comunica/query-sparql-file');
const engine = new QueryEngine();
const jobs = (await readFile(join(folder, 'jobs.tsv'), 'utf8')).trim().split('\n');
for (const [data, query, answer] of jobs.map((job) => job.split('\t'))) {
  const found = await engine.query(await readFile(query, 'utf8'), { sources: [{ type: 'file', value: data }] });
  const { data: stream } = await engine.resultToString(found, 'application/sparql-results+json');
  const { head, results } = JSON.parse(await text(stream)); // without the engine's notes
  await writeFile(answer, JSON.stringify({ head, results }));
}
