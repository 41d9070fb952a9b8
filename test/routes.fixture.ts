import { RequestMethod, type DynamicModule, type Type } from '@nestjs/common';
import { mayMark, openMark } from '#http';

/** A route that a service answers, as its controller declares it. */
export interface Route {
  readonly asked: string;
  readonly handler: (...args: never[]) => unknown;
  readonly controller: Type;
}

/** Every route of a module and of those it is made of: all but health, metrics and documents, which every process has. */
export function routesOf(root: Type | DynamicModule): readonly Route[] {
  return controllersOf(root).flatMap(routesIn);
}

export function controllersOf(root: Type | DynamicModule): readonly Type[] {
  const controllers = new Set<Type>();
  const gather = (given: Type | DynamicModule): void => {
    const [module, more] = 'module' in given ? [given.module, given] : [given, undefined];
    const listed = (what: 'imports' | 'controllers'): readonly unknown[] => [
      ...((Reflect.getMetadata(what, module) ?? []) as readonly unknown[]),
      ...((more?.[what] ?? []) as readonly unknown[]),
    ];
    for (const controller of listed('controllers')) controllers.add(controller as Type);
    for (const imported of listed('imports')) gather(imported as Type | DynamicModule);
  };
  gather(root);
  return [...controllers];
}

function routesIn(controller: Type): readonly Route[] {
  const methods = Object.getOwnPropertyNames(controller.prototype);
  return methods.flatMap((name) => {
    const handler = (controller.prototype as Readonly<Record<string, unknown>>)[name] as Route['handler'];
    const method = Reflect.getMetadata('method', handler) as RequestMethod | undefined;
    if (method === undefined) return [];
    const steps = [controller, handler].map((of) => Reflect.getMetadata('path', of) as string);
    const address = steps.flatMap((step) => step.split('/')).filter((step) => step !== '');
    return [{ asked: `${RequestMethod[method]} /${address.join('/')}`, handler, controller }];
  });
}

/** The line of the table that governs a route: `open` where anyone is answered, undefined where nothing is said. */
export function permissionOf({ handler, controller }: Route): unknown {
  const said = (mark: string): unknown => Reflect.getMetadata(mark, handler) ?? Reflect.getMetadata(mark, controller);
  return said(openMark) === true ? 'open' : said(mayMark);
}
