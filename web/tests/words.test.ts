/** Every word in both languages: no missing key, no dead one, no text outside of the i18n files, every code of the server. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const SRC = join(import.meta.dirname, '../src')
const CODES = join(import.meta.dirname, '../../src/error/codes.rs')
const APPS = ['resident', 'shop', 'console'] as const

type Words = { [key: string]: string | Words }

function flat(words: Words, prefix = ''): Map<string, string> {
  const all = new Map<string, string>()
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === 'string') all.set(prefix + key, value)
    else for (const [inner, text] of flat(value, `${prefix}${key}.`)) all.set(inner, text)
  }
  return all
}

function read(room: string, language: string): Map<string, string> {
  return flat(JSON.parse(readFileSync(join(SRC, room, 'i18n', `${language}.json`), 'utf8')) as Words)
}

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return sources(path)
    return /\.(vue|ts)$/.test(name) && !name.endsWith('.d.ts') ? [path] : []
  })
}

/** Keys named outright, and the fixed beginnings of keys that are put together. */
function used(room: string): { keys: Set<string>; prefixes: Set<string> } {
  const keys = new Set<string>()
  const prefixes = new Set<string>()
  for (const path of sources(join(SRC, room))) {
    const text = readFileSync(path, 'utf8')
    for (const match of text.matchAll(/\b(?:t|say|knows)\(\s*'([a-z0-9_.]+)'/g)) keys.add(match[1]!)
    for (const match of text.matchAll(/\b(?:t|say|knows)\(\s*`([a-z0-9_.]+)\.\$\{/g)) prefixes.add(`${match[1]!}.`)
    for (const match of text.matchAll(/keypath="([a-z0-9_.]+)"/g)) keys.add(match[1]!)
    for (const match of text.matchAll(/\b(?:words|title|hint|label): '([a-z0-9_]+\.[a-z0-9_.]+)'/g)) keys.add(match[1]!)
  }
  return { keys, prefixes }
}

const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()

describe.each(['shared', ...APPS])('%s', (room) => {
  const zh = read(room, 'zh-CN')
  const en = read(room, 'en')

  it('has the same keys in both languages', () => {
    expect([...en.keys()].sort()).toEqual([...zh.keys()].sort())
  })

  it('has words, with the same places to fill, for every key', () => {
    for (const [key, text] of zh) {
      expect(text.trim(), key).not.toBe('')
      expect(places(en.get(key) ?? ''), key).toEqual(places(text))
    }
  })

  it('finds every key that its sources use', () => {
    const known = new Map([...read('shared', 'zh-CN'), ...zh, ...(room === 'shared' ? read('resident', 'zh-CN') : [])])
    const { keys, prefixes } = used(room)
    expect([...keys].filter((key) => !known.has(key))).toEqual([])
    expect([...prefixes].filter((prefix) => ![...known.keys()].some((key) => key.startsWith(prefix)))).toEqual([])
  })

  it('keeps no words that nobody uses', () => {
    const rooms = room === 'shared' ? ['shared', ...APPS] : [room]
    const all = rooms.map(used)
    const dead = [...zh.keys()].filter(
      (key) => key !== 'app.title' && !all.some(({ keys, prefixes }) => keys.has(key) || [...prefixes].some((prefix) => key.startsWith(prefix))),
    )
    expect(dead).toEqual([])
  })

  it('writes no Chinese outside of the i18n files', () => {
    const strays = sources(join(SRC, room)).filter((path) => /\p{Script=Han}/u.test(readFileSync(path, 'utf8').replace(/^\s*(\*|\/\/|\/\*).*$/gm, '')))
    expect(strays).toEqual([])
  })
})

function rustFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? rustFiles(path) : name.endsWith('.rs') && name !== 'tests.rs' ? [path] : []
  })
}

it.runIf(existsSync(CODES))('has words for every code of a wrong field', () => {
  const words = read('shared', 'zh-CN')
  const codes = new Set<string>()
  for (const path of rustFiles(join(CODES, '../..')).filter((each) => !/\/(open311|photos|import|calendar|lines)\b/.test(each))) {
    const text = readFileSync(path, 'utf8')
    for (const match of text.matchAll(/(?:Error::field|FieldError::new|\bwrong)\(\s*[^,"]*(?:"[^"]*"[^,"]*)?,\s*"([a-z0-9_]+)"/g)) codes.add(match[1]!)
    if (/\/domain\/(?:beans|location|text|suspension|deadline|duplicate|answer)\.rs$/.test(path)) for (const match of text.matchAll(/=> "([a-z0-9_]+)",/g)) codes.add(match[1]!)
  }
  expect(codes.size).toBeGreaterThan(30)
  expect([...codes].filter((code) => !words.has(`wrong.${code}`))).toEqual([])
})

it.runIf(existsSync(CODES))('has words for every error code of the server', () => {
  const words = read('shared', 'zh-CN')
  const codes = [...readFileSync(CODES, 'utf8').matchAll(/^\s+\w+ "([a-z0-9_]+)" \d{3} \{/gm)].map((match) => match[1]!)
  expect(codes.length).toBeGreaterThan(30)
  expect(codes.filter((code) => !words.has(`error.${code}`))).toEqual([])
})
