// Reads a CSV file as strictly as RFC 4180 and writes its rows as JSON. usage: node read_csv.mjs MODULES FILE
import fs from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const [modules, file] = process.argv.slice(2)
const require = createRequire(pathToFileURL(modules + '/'))
const { parse } = require('csv-parse/sync')
const rows = parse(fs.readFileSync(file), { columns: true, relax_column_count: false, relax_quotes: false, record_delimiter: '\r\n' })
process.stdout.write(JSON.stringify(rows))
