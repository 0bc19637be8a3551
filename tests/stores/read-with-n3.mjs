// Reads a file and prints it as N-Quads.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';

const [file, modules] = process.argv.slice(2);
const { Parser, Writer } = createRequire(join(modules, '/'))('n3');
const formats = { '.ttl': 'text/turtle', '.nt': 'N-Triples', '.trig': 'application/trig', '.nq': 'N-Quads' };
const quads = new Parser({ format: formats[extname(file)] }).parse(readFileSync(file, 'utf8'));
process.stdout.write(new Writer({ format: 'N-Quads' }).quadsToString(quads));
