/** package-lock.json, as far as it is read here. */
export interface Lock {
  packages: Readonly<Record<string, LockedPackage>>;
}

export interface LockedPackage {
  name?: string;
  version?: string;
  license?: string;
  link?: boolean;
  resolved?: string;
  dependencies?: Readonly<Record<string, string>>;
  peerDependencies?: Readonly<Record<string, string>>;
  peerDependenciesMeta?: Readonly<Record<string, { optional?: boolean }>>;
}

/**
 * Where npm has put every package that the workspaces need when they run, as paths such as `node_modules/pg`: what they depend on and
 * so on, without development's and without optional ones (embedded PostgreSQL's binaries are those). `withoutFor` names dependencies
 * of a workspace that it does without at run time. Throws where the lock file lacks one.
 */
export function packagesOf(
  { packages }: Lock,
  workspaces: readonly string[],
  withoutFor: Readonly<Record<string, (dependency: string) => boolean>> = {},
): Set<string> {
  const found = new Set<string>();
  const visit = (at: string, without: (dependency: string) => boolean = () => false) => {
    const described = packages[at];
    for (const name of neededBy(described ?? {})) {
      if (without(name)) continue;
      const path = resolve(packages, at, name);
      if (!path) throw new Error(`package-lock.json has no ${name}, which ${at} depends on: npm install.`);
      if (packages[path]?.link || found.has(path)) continue;
      found.add(path);
      visit(path);
    }
  };
  for (const workspace of workspaces) visit(workspace, withoutFor[workspace]);
  return found;
}

function neededBy({ dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} }: LockedPackage): string[] {
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
  return [...Object.keys(dependencies), ...peers];
}

/** As Node looks for it: in node_modules beside the package, then of each folder above. */
function resolve(packages: Lock['packages'], from: string, name: string): string | null {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (packages[path]) return path;
    if (folder === '') return null;
  }
}
