import { readFile } from 'node:fs/promises'

const aff = await readFile(new URL('index.aff', import.meta.url))
const dic = await readFile(new URL('index.dic', import.meta.url))

export default { aff, dic }
