/**
 * Errors that are reported as a sentence. Any other error is a bug of ours.
 *
 * @module
 */

/** The command line is wrong. */
export class UsageError extends Error {}

/** The command could not do its work. */
export class Failure extends Error {}
