/**
 * A bundle's imports of Node's own modules as constants. For an import Node reads every export of the module, which for
 * `node:http` loads its fetch and for `node:util` its workers: 30 ms at the start of every command.
 */
export function onDemandBuiltins(code: string): string {
  return code
    .replace(named, (_, names: string, module: string) => constant(`{ ${names.replaceAll(' as ', ': ')} }`, module))
    .replace(whole, (_, name: string, module: string) => constant(name, module))
}

// As esbuild prints them.
const named = /^import \{ (.+) \} from "(node:[^"]+)";$/gm
const whole = /^import (?:\* as )?(\w+) from "(node:[^"]+)";$/gm

function constant(pattern: string, module: string): string {
  return `const ${pattern} = globalThis.process.getBuiltinModule("${module}");`
}
