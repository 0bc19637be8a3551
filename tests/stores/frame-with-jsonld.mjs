// Frames a JSON-LD file and prints what is selected, or reads it and prints N-Quads.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [file, modules, frame] = process.argv.slice(2);
const jsonld = createRequire(join(modules, '/'))('jsonld');
const document = JSON.parse(readFileSync(file, 'utf8'));
const said = frame
  ? JSON.stringify(await jsonld.frame(document, JSON.parse(frame)))
  : await jsonld.toRDF(document, { format: 'application/n-quads' });
process.stdout.write(said);
