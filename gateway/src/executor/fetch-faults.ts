import type { FetchNode } from '../planner/planner.ts';
import { type SubgraphError, type SubgraphResult, SubgraphUnavailable, UNAVAILABLE } from '../sources/source.ts';
import { clientError, type Failure, MAX_REPORTED_PLACES, type ResponsePath } from './errors.ts';
import { type Data, placesAt } from './places.ts';
import { clientKey } from './planning-names.ts';
import { type RequestTemplate, responseKeys } from './request-template.ts';
import { type Run, recordFailure } from './run.ts';

/** What goes wrong with one fetch of a plan, put where the client sees it. */
export class FetchFaults {
  readonly #path: ResponsePath;
  readonly #template: RequestTemplate;
  /** Response names that the planner has given for want of unambiguous ones. */
  readonly #renamed: ReadonlyMap<string, string>;
  #keys: ReadonlySet<string> | undefined;

  constructor(node: FetchNode, path: ResponsePath, template: RequestTemplate) {
    this.#path = path;
    this.#template = template;
    this.#renamed = new Map(
      node.outputRewrites?.flatMap((rewrite) =>
        rewrite.kind === 'KeyRenamer' ? [[rewrite.path.at(-1) ?? '', rewrite.renameKeyTo] as const] : [],
      ),
    );
  }

  /**
   * Takes over a subgraph's errors. An answer without data is a failure of all objects.
   *
   * @param objectsOf the objects that an error's path is about, and the rest of the path below them
   */
  report(
    run: Run,
    { data, errors }: SubgraphResult,
    objects: readonly Data[],
    objectsOf: (path: ResponsePath) => { objects: ReadonlySet<object>; rest: ResponsePath } | undefined,
  ): void {
    if (!errors?.length) return;
    for (const error of errors) {
      const about = error.path && objectsOf(error.path);
      const places = about ? this.#placesOf(run, about.objects, about.rest) : [];
      for (const place of places) run.errors.push(clientError(error, place));
      if (places.length === 0 && data) run.errors.push(clientError(error, undefined));
    }
    if (!data) this.#recordFailure(run, objects, errors[0] ?? {});
  }

  /** The fetch has brought nothing. */
  fail(run: Run, objects: readonly Data[], error: unknown): void {
    const code = error instanceof SubgraphUnavailable ? error.code : UNAVAILABLE;
    const message = `The ${this.#template.subgraph} service did not answer.`;
    this.#recordFailure(run, objects, { message, extensions: { code } });
  }

  /** What cannot be asked for as a fetch before failed is missing for the same reason. */
  inherit(run: Run, objects: readonly Data[]): void {
    if (!run.failures) return;
    for (const object of objects) {
      const cause = run.failures.get(object)?.values().next().value;
      if (cause) recordFailure(run, [object], this.#responseKeys(), cause);
    }
  }

  #recordFailure(run: Run, objects: readonly Data[], { message = '', extensions = {} }: SubgraphError): void {
    const failure: Failure = { message, extensions, reported: 0 };
    recordFailure(run, objects, this.#responseKeys(), failure);
  }

  /** Where the client sees what is at a path below the objects. */
  #placesOf(run: Run, objects: ReadonlySet<object>, path: ResponsePath): ResponsePath[] {
    const rest = path.map((element) => this.#renamed.get(String(element)) ?? element);
    if (this.#path.length === 0) return [rest.map(clientKey)];
    const places: ResponsePath[] = [];
    placesAt(run.data, this.#path, (object, place) => {
      if (objects.has(object) && places.length < MAX_REPORTED_PLACES) places.push([...place, ...rest].map(clientKey));
    });
    return places;
  }

  #responseKeys(): ReadonlySet<string> {
    this.#keys ??= new Set([...responseKeys(this.#template.document), ...this.#renamed.values()]);
    return this.#keys;
  }
}
