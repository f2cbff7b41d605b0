/** Antora extension: the tracker on every page of a site that has a `site.url`. Its options are in the playbook. */
export function register(this: any, context: { config: Record<string, unknown> }): void;
