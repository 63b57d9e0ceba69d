import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'

const root = join(import.meta.dirname, '../..')
const generated = ['src/lib/paraglide/']

/** `to` is a path of the project, or the name of a library. */
export type Import = { to: string; typeOnly: boolean; reexported: boolean }
export type Source = { path: string; text: string; imports: Import[] }

/** Every file that people write, in the folders that hold code. */
export function sources(): Source[] {
  return ['src', 'server', 'tests', 'bench', 'scripts']
    .flatMap(files)
    .filter(path => /\.(ts|js|mjs|svelte)$/.test(path) && !generated.some(folder => path.startsWith(folder)))
    .map(path => {
      const text = readFileSync(join(root, path), 'utf8')
      return { path, text, imports: importsOf(path, text) }
    })
}

function files(folder: string): string[] {
  try {
    return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
  } catch {
    return []
  }
}

export function importsOf(path: string, text: string): Import[] {
  const code = path.endsWith('.svelte') ? [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(match => match[1]).join('\n') : text
  const found: Import[] = []
  const add = (specifier: ts.Node | undefined, typeOnly: boolean, reexported = false) => {
    if (specifier && ts.isStringLiteralLike(specifier)) found.push({ to: resolve(path, specifier.text), typeOnly, reexported })
  }
  const visit = (node: ts.Node) => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, !!node.importClause?.isTypeOnly)
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly, true)
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], false)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, code, ts.ScriptTarget.Latest, false))
  return found
}

function resolve(from: string, specifier: string) {
  if (specifier.startsWith('.')) return join(dirname(from), specifier).replaceAll('\\', '/')
  return specifier
    .replace(/^#(kernel|domain)\//, 'src/$1/')
    .replace(/^#server\//, 'server/')
    .replace(/^\$lib\//, 'src/lib/')
}
